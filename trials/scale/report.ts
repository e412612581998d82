import type { ScaleResult } from './run';

/** One table, a row for each scenario. */
export function reportLines(results: readonly ScaleResult[]): readonly string[] {
  const head = [
    'signups a second',
    'for',
    'delivered a second',
    'most waiting',
    'most in flight',
    'the last one waited',
    'drained after',
    'received, each',
    'requests, each',
  ];
  const rows = results.map((result) => [
    String(result.signupsPerSecond),
    durationText(result.seconds),
    result.deliveredPerSecond.toFixed(1),
    count(result.mostWaiting),
    count(result.mostInFlight),
    durationText(result.longestWaitSeconds),
    durationText(result.drainSeconds),
    result.receivesPerSignup.toFixed(2),
    result.requestsPerSignup.toFixed(2),
  ]);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

const count = (value: number) => value.toLocaleString('en-US');

function durationText(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 2 * 3600 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
