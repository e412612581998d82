import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as v from 'valibot';

export interface SandboxProcess {
  readonly baseUrl: string;
  readonly controlUrl: string;
  close(): Promise<void>;
}

const Started = v.object({ baseUrl: v.string(), controlUrl: v.string() });

// A million customers in memory.
const heapMb = 6000;

/**
 * A Masivo sandbox in a process of its own: it counts requests on arrival, and beside a database of a million items it
 * would see them late.
 */
export async function startSandbox(options: {
  readonly apiKey: string;
  readonly controlToken: string;
  readonly migrationEveryMs: number;
  readonly migrationsPerHour: number;
}): Promise<SandboxProcess> {
  const child = fork(join(__dirname, 'sandbox-process.ts'), [JSON.stringify(options)], {
    execArgv: ['--import', 'tsx', `--max-old-space-size=${heapMb}`],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const [message] = await Promise.race([
    once(child, 'message'),
    ended.then(() => {
      throw new Error('the sandbox did not start');
    }),
  ]);
  return {
    ...v.parse(Started, message),
    async close() {
      child.kill();
      await ended;
    },
  };
}
