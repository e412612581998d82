import { numberText } from '../../operator/core/text/quantities';
import type { Terminal } from '../terminal';

const linesEveryMs = 30_000;

interface Shown {
  update(done: number): void;
  stop(): void;
}

/** How many of the list are explained; without a terminal, a line every half minute. */
export function readProgress(terminal: Terminal, total: number | null): Shown {
  const began = terminal.now().getTime();
  let toldAt = began;
  const bar = terminal.progress(
    total === null ? '{read} explained, {rate}/s' : '[{bar}] {value}/{total} explained, {rate}/s',
    total ?? 1,
  );
  return {
    update(read) {
      const now = terminal.now().getTime();
      const rate = ((read * 1000) / Math.max(1, now - began)).toFixed(0);
      bar.update(total === null ? 0 : Math.min(total, read), { read, rate });
      if (terminal.errIsTerminal || now - toldAt < linesEveryMs) return;
      toldAt = now;
      terminal.err(
        `${numberText(read)}${total === null ? '' : ` of ${numberText(total)}`} explained, ${rate}/s`,
      );
    },
    stop: () => bar.stop(),
  };
}

/** About how many of the sample Masivo has answered. */
export function sampleProgress(terminal: Terminal, total: number): Shown {
  const bar = terminal.progress('[{bar}] {value}/{total} asked of Masivo', Math.max(1, total));
  return { update: (asked) => bar.update(asked), stop: () => bar.stop() };
}
