import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { cacheFolder } from './cache-folder';

/** A registry that does not answer must not hold up what else there is to do. */
const longestMs = 240_000;

/**
 * Installs what the package-lock.json in this folder pins, when it is first asked for: packages that a trial alone
 * needs are not in what `npm ci` brings. Their install scripts do not run.
 *
 * @returns the `node_modules` that holds them
 */
export function pinnedPackages(folder: string): string {
  const lock = readFileSync(join(folder, 'package-lock.json'));
  const version = createHash('sha256').update(lock).digest('hex').slice(0, 12);
  const place = join(cacheFolder, `${basename(folder)}-${version}`);
  if (!existsSync(place)) {
    // Moved into its place once complete: a run that is interrupted, or a second one, leaves no half of it there.
    const own = `${place}.${process.pid}`;
    mkdirSync(own, { recursive: true });
    for (const file of ['package.json', 'package-lock.json'])
      copyFileSync(join(folder, file), join(own, file));
    try {
      execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
        cwd: own,
        stdio: ['ignore', 'ignore', 'pipe'],
        timeout: longestMs,
      });
      if (!existsSync(place)) renameSync(own, place);
    } finally {
      rmSync(own, { recursive: true, force: true });
    }
  }
  return join(place, 'node_modules');
}
