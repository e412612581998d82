import { join } from 'node:path';
import type { FunctionName } from '../../infra/build/bundles';
import type { Closing } from '../closing';
import { type LocalFunction, startLocalFunction } from './local-function';

/** An attempt's deadline and the end of its batch, where it reads at a vendor first. */
const deliverTimeoutMs = 40_000;
const operateTimeoutMs = 29_000;

export interface FunctionsOptions {
  /** Where the built bundles are: `{bundles}/{name}/index.js` of each function. */
  readonly bundles: string;
  readonly onLogLine: (line: string) => void;
  /** Processes of `deliver`, which batches go to in turn; one unless it says otherwise. */
  readonly deliverProcesses?: number;
  /** How far the clock of a function that is started now is ahead, ms. */
  readonly clockSkewMs?: () => number;
}

export interface LocalFunctions {
  readonly receive: LocalFunction;
  readonly delivers: readonly [LocalFunction, ...LocalFunction[]];
  readonly operate: LocalFunction;
}

/** The functions that webhooks and operators need, each in a process of its own. */
export function startFunctions(deps: {
  readonly options: FunctionsOptions;
  readonly environmentOf: (name: FunctionName) => Readonly<Record<string, string>>;
  readonly closing: Closing;
}): LocalFunctions {
  const { options, environmentOf, closing } = deps;
  const start = (name: FunctionName, timeoutMs: number) =>
    startLocalFunction({
      name,
      bundle: join(options.bundles, name, 'index.js'),
      environment: environmentOf(name),
      timeoutMs,
      onLogLine: options.onLogLine,
      ...(options.clockSkewMs ? { clockSkewMs: options.clockSkewMs } : {}),
    });
  const receive = start('receive', 10_000);
  const startDeliver = () => start('deliver', deliverTimeoutMs);
  const delivers: [LocalFunction, ...LocalFunction[]] = [startDeliver()];
  while (delivers.length < (options.deliverProcesses ?? 1)) delivers.push(startDeliver());
  const operate = start('operate', operateTimeoutMs);
  closing.add(() => Promise.all([receive, ...delivers, operate].map((each) => each.stop())));
  return { receive, delivers, operate };
}
