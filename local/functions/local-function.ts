import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** How an invocation ended; `crashed` when its process died or was ended at the function's timeout. */
export type Invoked =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'crashed' };

export interface LocalFunctionOptions {
  readonly name: string;
  readonly bundle: string;
  readonly environment: Readonly<Record<string, string>>;
  /** As Lambda does, a process that is still busy with an invocation after so long is killed. */
  readonly timeoutMs: number;
  readonly onLogLine: (line: string) => void;
  /** How far the clock of a process that is started now is ahead, ms; for chaos runs. */
  readonly clockSkewMs?: () => number;
}

export interface LocalFunction {
  invoke(event: unknown): Promise<Invoked>;
  readonly pid: number | undefined;
  /** How often the process was started again after it died. */
  readonly restarts: number;
  stop(): Promise<void>;
}

const runtime = join(__dirname, 'runtime.cjs');
// A bundle that dies while loading would otherwise be started again in a tight loop.
const restartPauseMs = 100;

/** Runs one function in a child process of its own and starts it again whenever it dies. */
export function startLocalFunction(options: LocalFunctionOptions): LocalFunction {
  const pending = new Map<number, (invoked: Invoked) => void>();
  let nextId = 1;
  let restarts = 0;
  let stopping = false;
  let child: ChildProcess | undefined;
  let started: Promise<void> = Promise.resolve();

  function start(): void {
    const own = fork(runtime, [options.bundle, String(options.clockSkewMs?.() ?? 0)], {
      execArgv: [],
      // Of this machine's environment only PATH: as on Lambda, nothing else reaches the function. Lambda's clock shows UTC.
      env: { PATH: process.env.PATH, TZ: 'UTC', ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    child = own;
    for (const stream of [own.stdout, own.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', options.onLogLine);
    }
    const mine = new Set<number>();
    inFlight.set(own, mine);
    own.on('message', (message: Invoked & { id: number }) => settle(message.id, message));
    own.on('error', () => {});
    own.once('exit', (code, signal) => {
      for (const id of mine) settle(id, { kind: 'crashed' });
      if (stopping || child !== own) return;
      options.onLogLine(`${options.name} died (${signal ?? `exit ${code}`}) and is started again`);
      child = undefined;
      started = new Promise((resolve) =>
        setTimeout(() => {
          if (!stopping) {
            restarts += 1;
            start();
          }
          resolve();
        }, restartPauseMs),
      );
    });
  }

  const inFlight = new WeakMap<ChildProcess, Set<number>>();

  function settle(id: number, invoked: Invoked): void {
    pending.get(id)?.(invoked);
    pending.delete(id);
  }

  start();

  return {
    async invoke(event) {
      await started;
      const own = child;
      if (!own?.connected) return { kind: 'crashed' };
      const id = nextId++;
      inFlight.get(own)?.add(id);
      const timer = setTimeout(() => own.kill('SIGKILL'), options.timeoutMs);
      const answered = new Promise<Invoked>((resolve) => pending.set(id, resolve));
      own.send({ id, event, deadline: Date.now() + options.timeoutMs }, (error) => {
        if (error) settle(id, { kind: 'crashed' });
      });
      try {
        return await answered;
      } finally {
        clearTimeout(timer);
        inFlight.get(own)?.delete(id);
      }
    },
    get pid() {
      return child?.pid;
    },
    get restarts() {
      return restarts;
    },
    async stop() {
      stopping = true;
      const own = child;
      if (!own || own.exitCode !== null || own.signalCode !== null) return;
      const gone = new Promise((resolve) => own.once('exit', resolve));
      own.kill('SIGKILL');
      await gone;
    },
  };
}
