import { lstatSync, renameSync, rmSync, type Stats, writeFileSync } from 'node:fs';

/** Writes a file that only we can read. Readers see all of it or what was there before. */
export function writeOwnFile(path: string, text: string): void {
  const aside = `${path}.${process.pid}`;
  rmSync(aside, { force: true });
  // `wx` follows no link that somebody made meanwhile.
  writeFileSync(aside, text, { mode: 0o600, flag: 'wx' });
  renameSync(aside, path);
}

/**
 * Why a folder may not hold what only we are to read and write; undefined where it may. Who else can write there
 * decides which secrets we use, and where our commands send theirs.
 */
export function notOurs(path: string): string | undefined {
  const found = statsOf(path);
  if (found === undefined) return undefined;
  if (found.isSymbolicLink()) return `${path} is a symbolic link. Name the folder itself.`;
  if (!found.isDirectory()) return `${path} is no folder.`;
  // Windows has neither owners nor modes in this sense.
  if (process.getuid === undefined) return undefined;
  if (found.uid !== process.getuid()) return `${path} is another user's.`;
  if ((found.mode & 0o077) !== 0)
    return `Others can open ${path}. If nobody else wrote there, run \`chmod 700 ${path}\`.`;
  return undefined;
}

function statsOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}
