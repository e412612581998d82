import { table } from '../marked-parts';
import type { ScaleResult } from './run';

/** The parts of docs/scale.md that `npm run scale -- --write` writes, by the names of their marks there. */
export function scaleParts(results: readonly ScaleResult[]): Readonly<Record<string, string>> {
  return { simulated: simulatedTable(results), computed: computedTable(results) };
}

/** A row for each scenario. */
const simulatedTable = (results: readonly ScaleResult[]): string =>
  table(
    [
      'signups a second',
      'for',
      'delivered a second',
      'most waiting',
      'most in flight',
      'the last one waited',
      'drained after',
      'received, each',
      'requests, each',
    ],
    results.map((result) => [
      String(result.signupsPerSecond),
      durationText(result.seconds),
      result.deliveredPerSecond.toFixed(1),
      count(result.mostWaiting),
      count(result.mostInFlight),
      durationText(result.longestWaitSeconds),
      durationText(result.drainSeconds),
      result.receivesPerSignup.toFixed(2),
      result.requestsPerSignup.toFixed(2),
    ]),
  );

const hour = 3600;

/** What an hour of each would fill: what comes in less what was delivered a second in the simulation. */
export const computedTable = (results: readonly ScaleResult[]): string =>
  table(
    ['signups a second, for an hour', 'waiting at its end', 'drained after'],
    results.map(({ signupsPerSecond, deliveredPerSecond }) => {
      const waiting = Math.max(0, signupsPerSecond - deliveredPerSecond) * hour;
      return [String(signupsPerSecond), about(waiting), durationText(waiting / deliveredPerSecond)];
    }),
  );

const count = (value: number) => value.toLocaleString('en-US');
const about = (value: number) => count(Number(Math.round(value).toPrecision(3)));

function durationText(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 2 * hour) return `${Math.round(seconds / 60)} min`;
  return seconds < 48 * hour
    ? `${(seconds / hour).toFixed(1)} h`
    : `${(seconds / 24 / hour).toFixed(1)} days`;
}
