import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { until, whether } from '../support/until';

const root = join(__dirname, '..', '..');

export interface Ports {
  readonly PORT: string;
  readonly CONSOLE_PORT: string;
  readonly MASIVO_PORT: string;
}

/**
 * Below the range from which the system takes ports for connections, so that nobody is given one of them in the
 * moment before it is used.
 */
export async function freePorts(): Promise<Ports> {
  const found = new Set<number>();
  while (found.size < 3) {
    const port = 12_000 + Math.floor(Math.random() * 18_000);
    if (await isFree(port)) found.add(port);
  }
  const [PORT, CONSOLE_PORT, MASIVO_PORT] = [...found].map(String);
  if (!PORT || !CONSOLE_PORT || !MASIVO_PORT) throw new Error('unreachable');
  return { PORT, CONSOLE_PORT, MASIVO_PORT };
}

export function isFree(port: number | string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(Number(port), '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One of the commands that package.json runs, with nothing but `environment` in its environment. */
export class Command {
  stdout = '';
  stderr = '';
  readonly exit: Promise<Exit>;
  readonly #child: ChildProcess;
  static readonly #all: Command[] = [];

  constructor(
    command: readonly string[],
    environment: Readonly<Record<string, string>>,
    { cwd = root }: { readonly cwd?: string } = {},
  ) {
    const [file = '', ...args] = command;
    const { PATH = '', HOME = '' } = process.env;
    this.#child = spawn(file, args, {
      cwd,
      env: { PATH, HOME, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.on('data', (chunk) => (this.stdout += String(chunk)));
    this.#child.stderr?.on('data', (chunk) => (this.stderr += String(chunk)));
    this.exit = new Promise((resolve) =>
      this.#child.once('close', (code, signal) =>
        resolve({ code, signal, stdout: this.stdout, stderr: this.stderr }),
      ),
    );
    Command.#all.push(this);
  }

  /** What a failed test left running. */
  static async killAll(): Promise<void> {
    await Promise.all(Command.#all.map((command) => command.signal('SIGKILL')));
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  async ready(): Promise<this> {
    const failed = this.exit.then(({ stdout, stderr }) => {
      throw new Error(`It ended before it was ready.\n${stdout}${stderr}`);
    });
    // To the end of the greeting, so that a test can look at all of it.
    const ready = until('a line that says ready', () =>
      whether(/^ready http.*^Send a signup .*\n/ms.test(this.stdout)),
    );
    await Promise.race([ready, failed]);
    return this;
  }

  signal(signal: NodeJS.Signals): Promise<Exit> {
    this.#child.kill(signal);
    return this.exit;
  }
}

/** Where a command runs if not in the root, and what is said behind its name. */
interface Given {
  readonly cwd?: string;
  readonly args?: readonly string[];
}

const tsx = (file: string, environment: Readonly<Record<string, string>>, { args = [], ...where }: Given) =>
  new Command([process.execPath, '--import', 'tsx', file, ...args], environment, where);

/** `npm start`. */
export const startLocally = (environment: Readonly<Record<string, string>>, given: Given = {}) =>
  tsx('local/start.ts', environment, given);

/** `npm run send -- SOURCE`. */
export const send = (
  source: string,
  environment: Readonly<Record<string, string>>,
  { args = [], ...where }: Given = {},
) => tsx('local/send/send.ts', environment, { ...where, args: [source, ...args] }).exit;

/** Every process below this one, with its command line. */
export function descendants(pid: number): { pid: number; command: string }[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' }).split('\n');
  const processes = lines.flatMap((line) => {
    const [, own, parent, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    // A zombie has ended; its entry waits for whoever adopted it.
    return own && parent && command && !state?.startsWith('Z')
      ? [{ pid: Number(own), parent: Number(parent), command }]
      : [];
  });
  const below = (of: number): typeof processes =>
    processes.filter(({ parent }) => parent === of).flatMap((child) => [child, ...below(child.pid)]);
  return below(pid).map(({ pid: own, command }) => ({ pid: own, command }));
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const state = execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return !state.startsWith('Z');
}
