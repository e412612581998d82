import { runBridge } from '../../cli/run';
import type { Terminal } from '../../cli/terminal';

/** What a command did, as whoever gave it sees it. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** What it answered with --json; a test that is wrong about it fails on its values. */
  json<T>(): T;
}

export interface Outside {
  readonly environment?: Readonly<Record<string, string>>;
  /** What is piped in, or typed at a prompt. */
  readonly input?: string;
  /** What is typed at a prompt that waits for something else, too. */
  readonly paste?: Terminal['askMeanwhile'];
  readonly colours?: boolean;
  readonly now?: Date;
  /** What happens while the command waits. */
  readonly sleep?: Terminal['sleep'];
  /** Ctrl-C. */
  readonly stopped?: AbortSignal;
  /** Told each line of the answer as it comes. */
  readonly onLine?: (line: string) => void;
  /** Told each line of what is said meanwhile. */
  readonly onSaid?: (line: string) => void;
}

/** One run of the command line in this process. Its terminal is wide, and nobody sits there. */
export async function bridge(args: readonly string[], outside: Outside = {}): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const { environment = {}, input = '', colours = false, now, onLine, onSaid } = outside;
  const terminal: Terminal = {
    out(line) {
      out.push(line);
      onLine?.(line);
    },
    err(line) {
      err.push(line);
      onSaid?.(line);
    },
    errIsTerminal: false,
    width: 110,
    colours,
    environment,
    now: () => now ?? new Date(),
    // The stand-ins show every change at once.
    sleep: outside.sleep ?? (async () => undefined),
    askSecret: async () => input.trim(),
    askMeanwhile: outside.paste ?? (async () => undefined),
    readInput: async () => input,
    stopped: outside.stopped ?? new AbortController().signal,
    progress: () => ({ update() {}, stop() {} }),
  };
  const code = await runBridge(args, terminal);
  return {
    code,
    out: out.join('\n'),
    err: err.join('\n'),
    json: <T>() => JSON.parse(out.join('\n')) as T,
  };
}
