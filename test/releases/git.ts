import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

/** Undefined where this is no clone, as in an archive of the code. */
export function git(...given: readonly string[]): string | undefined {
  try {
    const options = { cwd: root, encoding: 'utf8', maxBuffer: 200_000_000, stdio: 'pipe' } as const;
    return execFileSync('git', given, options).trim();
  } catch {
    return undefined;
  }
}

/** A version with a tag is published. Without a clone nobody knows, and nothing may be frozen anew. */
export const isPublished = (version: string): boolean => git('tag', '--list', version) !== '';
