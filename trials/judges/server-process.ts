import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { NotHere } from './judge';

export interface ServerProcess {
  /** What `ready` found in the line. */
  readonly found: string;
  close(): Promise<void>;
}

const startsWithinMs = 60_000;

/** Starts a program that prints a line once it serves. @throws NotHere when it does not come to that */
export async function startServer(options: {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly ready: RegExp;
}): Promise<ServerProcess> {
  const { command, args, cwd, env = {}, ready } = options;
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  // Not even an uncaught error of ours leaves it running.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let last = '';
  const found = await new Promise<string | undefined>((resolve) => {
    const timer = setTimeout(() => resolve(undefined), startsWithinMs);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        last = line;
        const match = ready.exec(line);
        if (!match) return;
        clearTimeout(timer);
        resolve(match[1] ?? '');
      });
    }
    gone.then(() => {
      clearTimeout(timer);
      resolve(undefined);
    });
  });
  const close = async () => {
    kill();
    await gone;
    process.off('exit', kill);
  };
  if (found !== undefined) return { found, close };
  await close();
  throw new NotHere(`${command} did not start: ${last.slice(0, 200)}`);
}
