import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../../lambda/clock';
import { kept, run } from '../downloads';
import { freePort } from '../free-port';
import { NotHere } from '../judge';
import type { LambdaHost } from './runtime-api';
import { runtimeCommand, runtimeVariables } from './runtime-client';

const pins = join(__dirname, 'emulator.version');

/** AWS's emulator of Lambda, a Go program, built from its module. @throws NotHere */
export async function installedEmulator(): Promise<string> {
  const folder = await kept('lambda-rie', pins, (place) =>
    run(join(__dirname, 'build-emulator.sh'), [pins], place),
  );
  const program = join(folder, 'aws-lambda-rie');
  if (!existsSync(program)) throw new NotHere('the emulator was not built');
  return program;
}

const startsWithinMs = 10_000;

/** Runs one function in AWS's emulator, under AWS's runtime client. */
export async function startInEmulator(options: {
  readonly emulator: string;
  readonly program: string;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}): Promise<LambdaHost> {
  const [port, runtimePort] = [await freePort(), await freePort()];
  const child = spawn(
    options.emulator,
    [
      '--log-level',
      'error',
      '--runtime-interface-emulator-address',
      `127.0.0.1:${port}`,
      '--runtime-api-address',
      `127.0.0.1:${runtimePort}`,
      ...runtimeCommand(options.program),
    ],
    {
      cwd: options.folder,
      detached: true,
      env: {
        PATH: process.env.PATH,
        ...runtimeVariables,
        ...options.environment,
        AWS_LAMBDA_FUNCTION_TIMEOUT: '30',
        LAMBDA_TASK_ROOT: options.folder,
      },
      stdio: ['ignore', 'ignore', 'ignore'],
    },
  );
  const gone = new Promise((resolve) => {
    child.once('close', resolve);
    child.once('error', resolve);
  });
  // The emulator starts the function's process, which has to end with it.
  const kill = () => {
    if (child.pid === undefined || child.exitCode !== null) return;
    process.kill(-child.pid, 'SIGKILL');
  };
  process.once('exit', kill);
  const url = `http://127.0.0.1:${port}/2015-03-31/functions/function/invocations`;

  async function post(event: unknown): Promise<Response> {
    const until = Date.now() + startsWithinMs;
    for (;;) {
      try {
        return await fetch(url, { method: 'POST', body: JSON.stringify(event) });
      } catch (error) {
        // It does not listen yet.
        if (Date.now() > until) throw error;
        await systemClock.sleep(50);
      }
    }
  }

  return {
    address: url,
    async invoke(event) {
      try {
        const text = await (await post(event)).text();
        const value: unknown = JSON.parse(text);
        const failed = typeof value === 'object' && value !== null && 'errorType' in value;
        return failed ? { kind: 'error', text } : { kind: 'response', value };
      } catch (error) {
        return { kind: 'error', text: String(error) };
      }
    },
    async close() {
      kill();
      await gone;
      process.off('exit', kill);
    },
  };
}
