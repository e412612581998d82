import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

/** What a backfill of one store keeps on the operator's machine, readable by its owner only. */
export interface StateFolder {
  readonly journal: string;
  readonly report: string;
  /** Customers that were fetched from the store: personal data, deleted when the run has ended. */
  readonly customers: string;
  /** How many customers the last dry run of `what` found; null where it was of something else. */
  count(what: string): number | null;
  rememberCount(what: string, count: number): void;
  /** Puts the journal aside, for the next run to begin anew. */
  putAside(): void;
  /** Releases the lock for another run. */
  release(): void;
}

/** Another backfill of the same store runs on this machine. */
export class Occupied extends Error {}

const Count = v.pipe(v.string(), v.parseJson(), v.object({ what: v.string(), count: v.number() }));

/** @throws Occupied */
export function openStateFolder(path: string): StateFolder {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const lock = join(path, 'lock');
  takeLock(lock);
  const at = (name: string) => join(path, name);
  const journal = at('journal.jsonl');
  return {
    journal,
    report: at('report.jsonl'),
    customers: at('customers.jsonl'),
    count(what) {
      const file = at('count.json');
      const count = existsSync(file) ? v.safeParse(Count, readFileSync(file, 'utf8')) : undefined;
      return count?.success && count.output.what === what ? count.output.count : null;
    },
    rememberCount: (what, count) => writeFileSync(at('count.json'), JSON.stringify({ what, count })),
    putAside() {
      if (existsSync(journal)) renameSync(journal, at('journal-before.jsonl'));
      rmSync(at('customers.jsonl'), { force: true });
    },
    release: () => rmSync(lock, { force: true }),
  };
}

function takeLock(lock: string): void {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
  } catch {
    const holder = Number(readFileSync(lock, 'utf8'));
    if (isAlive(holder)) throw new Occupied(`Process ${holder} is running it.`);
    // The process that held it was killed.
    writeFileSync(lock, String(process.pid));
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
