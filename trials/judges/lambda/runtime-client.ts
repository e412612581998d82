import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pinnedPackages } from '../../pinned-packages';
import { NotHere } from '../judge';
import { type LambdaHost, startRuntimeApi } from './runtime-api';

export const runtimeClient = "AWS's runtime client 3.3.0";

/** Where the program of AWS's runtime client is. @throws NotHere */
export function installedRuntimeClient(): string {
  try {
    return join(pinnedPackages(join(__dirname, 'packages')), 'aws-lambda-ric', 'bin', 'index.mjs');
  } catch (error) {
    throw new NotHere(`npm could not install aws-lambda-ric: ${String(error).slice(0, 200)}`);
  }
}

/** The command that runs `handler` of a bundle's folder under AWS's runtime client. */
export const runtimeCommand = (program: string): readonly string[] => [
  process.execPath,
  '--require',
  join(__dirname, 'native-client.cjs'),
  program,
  'index.handler',
];

/** Variables that Lambda gives every function, and the one with which the runtime client asks by plain HTTP. */
export const runtimeVariables = {
  AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1: 'true',
  AWS_LAMBDA_FUNCTION_NAME: 'judged',
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
};

/** Runs one function under AWS's runtime client, which asks us for its events. */
export async function startUnderRuntimeClient(options: {
  readonly program: string;
  /** The folder of the built bundle. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}): Promise<LambdaHost> {
  const api = await startRuntimeApi();
  const [command = '', ...args] = runtimeCommand(options.program);
  const child = spawn(command, args, {
    cwd: options.folder,
    env: {
      PATH: process.env.PATH,
      ...runtimeVariables,
      ...options.environment,
      AWS_LAMBDA_RUNTIME_API: api.address,
      LAMBDA_TASK_ROOT: options.folder,
    },
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  const gone = new Promise((resolve) => child.once('close', resolve));
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  return {
    ...api,
    async close() {
      kill();
      await gone;
      process.off('exit', kill);
      await api.close();
    },
  };
}
