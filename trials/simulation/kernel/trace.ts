import { hashOf } from './seeds';

/** What happened, in order. Only its hash is kept, unless somebody is to read it. */
export interface Trace {
  /** One line: who did what. */
  note(who: string, what: string): void;
  /** The whole schedule in 32 bits. */
  hash(): string;
  readonly lines: readonly string[];
}

/** @param keep whether the lines are kept, too. */
export function trace(now: () => number, start: number, keep: boolean): Trace {
  const lines: string[] = [];
  let hash = 0;
  return {
    lines,
    note(who, what) {
      const at = now() - start;
      hash = hashOf(`${at}|${who}|${what}`, hash);
      if (keep) lines.push(`${durationOf(at).padStart(14)}  ${who.padEnd(10)} ${what}`);
    },
    hash: () => hash.toString(16).padStart(8, '0'),
  };
}

/** `3d 04:05:06.789` */
export function durationOf(ms: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const days = Math.floor(ms / 86_400_000);
  const clock = `${two((ms / 3_600_000) % 24)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}`;
  return `${days > 0 ? `${days}d ` : ''}${clock}.${String(ms % 1000).padStart(3, '0')}`;
}
