import type { Clock } from '../../lambda/clock';
import { receivedEvent } from '../../lambda/envelope';
import { ledgerKeys } from '../../lambda/ledger/table';
import { erasedHmac, readTombstone } from '../../lambda/ledger/tombstone';
import { type KeyedHash, keyedHash } from '../../lambda/secrets/keyed-hash';
import type { Settings } from '../../lambda/settings';
import { actionLog } from './actions';
import { deleteDeadLetters, deleteLogOfNobody, type IsMeant, subjectOf } from './dead-letters-of';
import { emailsIn } from './emails-in';
import type { OperatedEnvironment } from './environment';
import { isErasure, parsedEnvelope } from './parsed-envelope';
import { type LedgerPlace, placeOf, readItems } from './records';

export interface OfErasedDeps {
  readonly settings: Settings;
  readonly place: LedgerPlace;
  readonly clock: Clock;
  readonly hash: KeyedHash;
  /** HMACs of e-mails that are being erased now: they may have no tombstone yet. */
  readonly emails?: readonly string[];
}

/**
 * Whether a dead letter is of somebody erased: by the customer's tombstone, or, where it names no customer, by those of
 * the e-mails in it, if it came in before that erasure. Erasures are left alone, and so are merges: they may have to
 * take an id back from the one who carries it.
 */
export const isOfErased =
  ({ settings, place, clock, hash, emails: given = [] }: OfErasedDeps): IsMeant =>
  async (envelope) => {
    const parsed = parsedEnvelope(envelope, settings);
    const isMerge = parsed && 'snapshot' in parsed && parsed.snapshot.mergedInto !== undefined;
    if (isErasure(envelope, parsed) || isMerge) return false;
    const name = subjectOf(envelope);
    const subjects = name ? [name] : emailsIn(receivedEvent(envelope).body).map((email) => ({ email }));
    const hmacs = await Promise.all(subjects.map((subject) => erasedHmac(subject, hash)));
    if (!name && hmacs.some((hmac) => given.includes(hmac))) return true;
    const keys = ledgerKeys(place.account);
    const tombstones = await readItems(hmacs.map(keys.erased), place, clock);
    const receivedAt = Date.parse(envelope.receivedAt);
    // Whoever has the e-mail later may be somebody else.
    return [...tombstones.values()].some((item) => name || receivedAt < readTombstone(item));
  };

/** Most of what an invocation of `operate` may last. What is left is looked at next time. */
const mostMs = 15_000;

/**
 * Deletes the dead letters of whoever was erased, at a store's request, too. Somebody may look at some of them at the
 * same time, or there may be too many: those end as erased when they are redriven, or go the next time.
 */
export async function deleteDeadLettersOfErased(
  environment: OperatedEnvironment,
  clock: Clock,
): Promise<{ readonly deleted: number }> {
  const { settings, queues, readSecret } = environment;
  const place = placeOf(environment);
  const isMeant = isOfErased({
    ...{ settings, place, clock },
    hash: keyedHash(() => readSecret('email-index')),
  });
  const record = () =>
    actionLog(environment, clock).record({ what: 'erase', about: 'dead letters of erased customers' });
  const deleteLog = deleteLogOfNobody(place);
  const until = clock.now().getTime() + mostMs;
  const seen = new Set<string>();
  for (let deleted = 0; ; ) {
    const before = seen.size;
    const look = await deleteDeadLetters(isMeant, queues, { beforeDeleting: record, deleteLog });
    for (const id of look.looked) seen.add(id);
    deleted += look.deleted;
    if (look.atEnd || seen.size === before || clock.now().getTime() >= until) return { deleted };
  }
}
