import password from '@inquirer/password';
import { SingleBar } from 'cli-progress';
import { systemClock } from '../lambda/clock';
import { visible } from '../operator/core/text/visible';

/** A command's input and output: everything it reads, prints and asks of the person who runs it. */
export interface Terminal {
  /** Prints a line of the answer on stdout: what a pipe gets. */
  out(line: string): void;
  /** Prints a line on stderr: who acts where, progress, what went wrong. */
  err(line: string): void;
  readonly errIsTerminal: boolean;
  /** Characters in a line. */
  readonly width: number;
  readonly colours: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  now(): Date;
  /** Waits before it looks again at what shows changes late. */
  sleep(ms: number): Promise<void>;
  /** Asks without showing what is typed; without a terminal, reads the piped input. Trimmed. */
  askSecret(question: string): Promise<string>;
  /** Asks for what may come another way, too; undefined once that is over, and without a terminal. Trimmed. */
  askMeanwhile(question: string, over: AbortSignal): Promise<string | undefined>;
  /** All of the piped input. */
  readInput(): Promise<string>;
  /** Aborted by Ctrl-C. A command that works in steps ends after the current one; a second Ctrl-C ends it at once. */
  readonly stopped: AbortSignal;
  /** On a terminal only, and not part of the answer. `format` is cli-progress's. */
  progress(format: string, total: number): Progress;
}

export interface Progress {
  /** `values` fill the format's own placeholders; `total` replaces the total where it is better known. */
  update(done: number, values?: Readonly<Record<string, string | number>>, total?: number): void;
  stop(): void;
}

/** The colours that commands use, as picocolors writes them. */
const ours = new RegExp(`(${String.fromCharCode(0x1b)}\\[(?:1|2|22|31|32|33|39)m)`);

/**
 * The same terminal, which obeys nothing in what is printed but our own colours: shoppers, stores and Masivo choose
 * much of it.
 */
export function visibleOn<T extends Pick<Terminal, 'out' | 'err' | 'colours'>>(terminal: T): T {
  const shown = (line: string) =>
    terminal.colours
      ? line
          .split(ours)
          .map((part, index) => (index % 2 === 0 ? visible(part) : part))
          .join('')
      : visible(line);
  const out = (line: string) => terminal.out(shown(line));
  const err = (line: string) => terminal.err(shown(line));
  return new Proxy(terminal, {
    get(target, name) {
      if (name === 'out') return out;
      return name === 'err' ? err : Reflect.get(target, name);
    },
  });
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr, env } = process;
  const errIsTerminal = stderr.isTTY === true;
  const readInput = async () => {
    const chunks: Buffer[] = [];
    for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString('utf8');
  };
  // A pipe that closes early (`| head`) has read all it needs.
  stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  let stopped: AbortController | undefined;
  return {
    out: (line) => void stdout.write(`${line}\n`),
    err: (line) => void stderr.write(`${line}\n`),
    errIsTerminal,
    width: stdout.columns ?? 100,
    // https://no-color.org: any value but the empty one.
    colours: stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb',
    environment: env,
    now: systemClock.now,
    sleep: systemClock.sleep,
    async askSecret(question) {
      if (!stdin.isTTY) return (await readInput()).trim();
      return (await password({ message: question, mask: true }, { output: stderr })).trim();
    },
    async askMeanwhile(question, over) {
      if (!stdin.isTTY) return undefined;
      try {
        return (await password({ message: question, mask: true }, { output: stderr, signal: over })).trim();
      } catch (error) {
        if (over.aborted) return undefined;
        throw error;
      }
    },
    readInput,
    get stopped() {
      if (!stopped) {
        const controller = new AbortController();
        process.once('SIGINT', () => controller.abort());
        stopped = controller;
      }
      return stopped.signal;
    },
    progress(format, total) {
      if (!errIsTerminal) return { update() {}, stop() {} };
      // Cursor and line wrapping are left as they are: after Ctrl-C nothing would restore them.
      const bar = new SingleBar({ format, stream: stderr, hideCursor: false, linewrap: true });
      bar.start(total, 0);
      return {
        update(done, values, total) {
          if (total !== undefined) bar.setTotal(total);
          bar.update(done, values);
        },
        stop: () => bar.stop(),
      };
    },
  };
}
