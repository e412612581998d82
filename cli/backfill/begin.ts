import { randomUUID } from 'node:crypto';
import { runName } from '../../lambda/delivery/backfill-run';
import { CommandError } from '../exit';
import { type Identity, type Journal, openJournal, readJournal } from './engine/journal';
import { nothingDone, type Unfinished, unfinished } from './engine/resume';
import type { StateFolder } from './engine/state-folder';

export interface Begun {
  readonly run: string;
  readonly about: Identity;
  readonly before: Unfinished;
  readonly isResumed: boolean;
}

/**
 * What an interrupted run of this store left, or the beginning of a new one. `wanted` holds the options that the
 * operator gave; those that are left out are taken from the interrupted run.
 * @throws CommandError where the interrupted run had other options
 */
export async function beginOrResume(
  folder: StateFolder,
  wanted: Partial<Identity>,
  fresh: Identity,
): Promise<Begun> {
  const left = await unfinished(readJournal(folder.journal));
  if (!left)
    return { run: runName(randomUUID().slice(0, 8)), about: fresh, before: nothingDone, isResumed: false };
  const { about, run } = left.begun;
  const fixed = { ...wanted, environment: fresh.environment, account: fresh.account };
  const other = (Object.keys(fixed) as (keyof Identity)[]).find(
    (name) => fixed[name] !== undefined && fixed[name] !== about[name],
  );
  if (other !== undefined) {
    throw new CommandError(
      'unsafe',
      `A backfill of this store was interrupted, with ${other} ${about[other] ?? 'not given'}.`,
      'Leave that option out to go on with it, or begin anew with --restart --yes: customers sent already are skipped.',
    );
  }
  return { run, about, before: left.left, isResumed: true };
}

/** The journal to continue; a new run's journal gets its first line. */
export function journalOf(folder: StateFolder, { run, about, isResumed }: Begun, now: Date): Journal {
  const journal = openJournal(folder.journal);
  if (!isResumed) journal.append({ is: 'begun', v: 1, run, at: now.getTime(), about });
  return journal;
}
