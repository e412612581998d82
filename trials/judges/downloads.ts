import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../cache-folder';
import { NotHere } from './judge';

/**
 * What `fill` puts into a folder, kept for the next run. The name changes with `pins`, the file that says what exactly
 * has to be there.
 */
export async function kept(
  name: string,
  pins: string,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const version = sha256(readFileSync(pins)).slice(0, 12);
  const place = join(cacheFolder, `${name}-${version}`);
  const complete = join(place, 'complete');
  if (existsSync(complete)) return place;
  // Some tools write their folder's name into what they install, so it is filled where it stays.
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  await fill(place);
  mkdirSync(`${complete}.new`);
  renameSync(`${complete}.new`, complete);
  return place;
}

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const longestMs = 240_000;

/** Runs a tool that downloads. @throws NotHere when there is no such tool, or it gets nothing */
export async function run(command: string, args: readonly string[], cwd: string): Promise<void> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let told = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (told += chunk));
  const timer = setTimeout(() => child.kill('SIGKILL'), longestMs);
  const code = await new Promise<number | string | null>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    child.once('close', (exit, signal) => resolve(exit ?? signal));
  });
  clearTimeout(timer);
  if (code === 0) return;
  if (code === 'ENOENT') throw new NotHere(`there is no ${command} here`);
  const line = told.split('\n').find((each) => /error|could not|no matching|refused/i.test(each)) ?? '';
  throw new NotHere(`${command} ended with ${code}: ${line.slice(0, 200)}`);
}
