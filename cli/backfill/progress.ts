import { durationText } from '../../operator/core/text/quantities';
import type { Terminal } from '../terminal';
import type { Counts } from './engine/resume';

const linesEveryMs = 30_000;

/** Rate and time left: the time that Masivo's rate limit sets, or the run's own speed so far, if that is slower. */
export function shownProgress({
  terminal,
  total,
  before,
  leastMs,
}: {
  readonly terminal: Terminal;
  /** Customers of the store; null where nobody counted them. */
  readonly total: number | null;
  readonly before: Readonly<Counts>;
  /** What so many more customers take at Masivo's rate limit. */
  readonly leastMs: (customers: number) => number;
}): { update(counts: Readonly<Counts>): void; stop(): void } {
  const began = terminal.now().getTime();
  const doneBefore = before.settled + before.left;
  let toldAt = began;
  const bar = terminal.progress(
    total === null ? '{sent} sent, {rate}/s' : '[{bar}] {value}/{total}, {sent} sent, {rate}/s, {time} left',
    total ?? 1,
  );
  return {
    update(counts) {
      const now = terminal.now().getTime();
      const done = counts.settled + counts.left;
      const rate = ((done - doneBefore) * 1000) / Math.max(1, now - began);
      const values = { sent: counts.sent, rate: rate.toFixed(0), time: timeLeft(total, done, rate, leastMs) };
      bar.update(total === null ? 0 : Math.min(total, done), values);
      if (terminal.errIsTerminal || now - toldAt < linesEveryMs) return;
      toldAt = now;
      const of = total === null ? '' : ` of ${total}, ${values.time} left`;
      terminal.err(`${done}${of}: ${counts.sent} sent, ${values.rate}/s`);
    },
    stop: () => bar.stop(),
  };
}

function timeLeft(
  total: number | null,
  done: number,
  rate: number,
  leastMs: (customers: number) => number,
): string {
  if (total === null) return '?';
  const rest = Math.max(0, total - done);
  return durationText(Math.max(leastMs(rest), rate > 0 ? (rest * 1000) / rate : 0));
}
