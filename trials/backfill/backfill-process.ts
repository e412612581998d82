import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { modelled } from '../vendors/modelled';

/** What the command is given. */
export interface BackfillProcessOptions {
  /** Of the shoppers. */
  readonly file: string;
  /** The folder of its journal. */
  readonly state: string;
  /** Of the local run that it works on. */
  readonly dataDir: string;
  readonly everyMs: number;
  /** Customers. */
  readonly perRequest: number;
}

const root = join(__dirname, '..', '..');

/** The command that brings the shoppers of a file over, in a process of its own. */
export function startBackfill(options: BackfillProcessOptions): ChildProcess {
  const { file, state, dataDir, everyMs, perRequest } = options;
  return spawn(
    process.execPath,
    ['--import', 'tsx', 'cli/bridge.ts', '--json', 'backfill', modelled, '--file', file, '--yes'].concat([
      '--state',
      state,
      '--every',
      String(everyMs),
      '--per-hour',
      '1000000',
      '--per-request',
      String(perRequest),
      '--shows-within',
      '20',
    ]),
    {
      cwd: root,
      env: { ...process.env, DATA_DIR: dataDir },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
}

/** MB that a process has in memory; 0 where it has ended. */
export function residentMb(pid: number): number {
  try {
    return Math.round(
      Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024,
    );
  } catch {
    return 0;
  }
}
