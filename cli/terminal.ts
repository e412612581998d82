import password from '@inquirer/password';
import { SingleBar } from 'cli-progress';

/** The outside of a command: everything it reads, writes and asks of the person who runs it. */
export interface Terminal {
  /** The answer, and nothing else: what a pipe gets. Ends the line. */
  out(line: string): void;
  /** What a person should see besides: who acts where, how far it is, what went wrong. */
  err(line: string): void;
  readonly errIsTerminal: boolean;
  /** Characters in a line. */
  readonly width: number;
  readonly colours: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  now(): Date;
  /** Asks without showing what is typed; where nobody sits there, takes what is piped in. Trimmed. */
  askSecret(question: string): Promise<string>;
  /** Everything that is piped in. */
  readInput(): Promise<string>;
  /** Aborted by Ctrl-C. A command that works in steps ends after the one it is at; a second Ctrl-C ends it. */
  readonly stopped: AbortSignal;
  /** On a terminal only, and beside the answer. `format` is cli-progress's. */
  progress(format: string, total: number): Progress;
}

export interface Progress {
  /** `values` are for the format's own words; `total` where it is known better by now. */
  update(done: number, values?: Readonly<Record<string, string | number>>, total?: number): void;
  stop(): void;
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
  // A pipe that closes early (`| head`) has all it wanted.
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
    now: () => new Date(),
    async askSecret(question) {
      if (!stdin.isTTY) return (await readInput()).trim();
      return (await password({ message: question, mask: true }, { output: stderr })).trim();
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
      // The terminal stays as it is: after Ctrl-C nobody is there to bring its cursor and wrapping back.
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
