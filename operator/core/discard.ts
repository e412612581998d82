import { marshall } from '@aws-sdk/util-dynamodb';
import { whetherConditionHeld } from '../../lambda/aws/condition';
import type { Clock } from '../../lambda/clock';
import { isOver } from '../../lambda/delivery/finish';
import type { Envelope } from '../../lambda/envelope';
import { whyWithoutBody } from '../../lambda/ledger/body-of-ignored';
import { storedDelivery } from '../../lambda/ledger/delivery-item';
import type { DeliveryRecord } from '../../lambda/ledger/delivery-record';
import { ledgerKeys, listedAtOf } from '../../lambda/ledger/table';
import type { Discarded, DiscardPart } from './answers/discard';
import { type DeadLetterLook, deleteDeadLetters } from './dead-letters-of';
import type { OperatedEnvironment } from './environment';
import { type LedgerPlace, readRecord } from './records';

export interface DiscardDeps {
  readonly place: LedgerPlace;
  readonly clock: Clock;
  readonly queues: OperatedEnvironment['queues'];
  readonly who: string;
  /** Records the act; if it fails, nothing is done. */
  readonly beforeDiscarding: (id: string) => Promise<void>;
}

interface Asked {
  readonly ids: readonly string[];
  readonly note?: string | undefined;
}

/**
 * Gives deliveries up for good: the log of each says so first, and then its messages in the DLQ are deleted. A message
 * that this look misses has nothing left to do, whether it is redriven or found by the same call again.
 */
export async function discard({ ids, note }: Asked, deps: DiscardDeps): Promise<DiscardPart> {
  const { place, clock, queues } = deps;
  const each: Discarded[] = [];
  for (const id of ids) each.push(await mark(id, note, deps));
  const meant = new Set(ids.filter((_, index) => each[index]?.kind === 'discarded'));
  if (meant.size === 0) return { each, looked: [], deletedOf: [], atEnd: true };
  const deletedOf: string[] = [];
  const { looked, atEnd } = await deleteDeadLetters(
    // One that was replayed meanwhile and refused again has another dead letter, which stays.
    async (envelope: Envelope) =>
      meant.has(envelope.id) && isOver(await readRecord(envelope.id, place, clock), envelope),
    queues,
    {
      // The marks were recorded.
      beforeDeleting: async () => {},
      deleteLog: async ({ id }) => deletedOf.push(id),
      showsRest: true,
    },
  );
  return { each, looked, deletedOf, atEnd };
}

/**
 * Deletes what is in the DLQ and is no message of the bridge: no delivery tells of it, so nothing else can give it up.
 * @param beforeDeleting records it, once for a look; if it fails, nothing is deleted.
 */
export const discardUnreadable = (
  { queues }: Pick<DiscardDeps, 'queues'>,
  beforeDeleting: () => Promise<void>,
): Promise<DeadLetterLook> =>
  deleteDeadLetters(async () => false, queues, {
    beforeDeleting,
    deleteLog: async () => {},
    alsoUnreadable: true,
    showsRest: true,
  });

/** Attempts at the same delivery that write its log meanwhile are few. */
const mostTries = 5;

async function mark(id: string, note: string | undefined, deps: DiscardDeps): Promise<Discarded> {
  const { place, clock, who } = deps;
  let isRecorded = false;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const record = await readRecord(id, place, clock);
    if (!record) return { kind: 'unknown' };
    if (record.discarded) return discardedAs(record);
    const { outcome } = record;
    if (outcome !== 'refused') return { kind: 'not-refused', outcome };
    if (!isRecorded) await deps.beforeDiscarding(id);
    isRecorded = true;
    const marked = withoutBodyOfNobody({
      ...record,
      discarded: { at: clock.now().toISOString(), who, ...(note === undefined ? {} : { note }) },
    });
    if (await write(marked, place)) return discardedAs(marked);
  }
  throw new Error('The log of the delivery was written by somebody else again and again');
}

const discardedAs = (record: DeliveryRecord): Discarded => ({
  kind: 'discarded',
  keepsBody: whyWithoutBody(record) === undefined,
});

/**
 * A body that names no customer is found by an erasure in the DLQ alone, by the e-mails in it. Without its dead letter
 * nobody would find it.
 */
const withoutBodyOfNobody = (record: DeliveryRecord): DeliveryRecord =>
  record.customer === null && record.body.length > 0
    ? { ...record, headers: {}, body: Buffer.alloc(0), withoutEvent: true }
    : record;

/** @returns false where an attempt or somebody else wrote the log since. */
function write(record: DeliveryRecord, { db, tableName, account }: LedgerPlace): Promise<boolean> {
  const keys = ledgerKeys(account);
  const { discarded, packed } = storedDelivery(record);
  return whetherConditionHeld(
    db.updateItem({
      TableName: tableName,
      Key: marshall({ pk: keys.delivery(record.id) }),
      UpdateExpression: 'SET discarded = :discarded, listedAt = :listedAt, packed = :packed',
      ConditionExpression:
        'attemptCount = :seen AND outcomeKey = :refused AND attribute_not_exists(discarded)',
      ExpressionAttributeValues: marshall({
        ':discarded': discarded,
        ':listedAt': listedAtOf(record),
        ':packed': packed,
        ':seen': record.attemptCount,
        ':refused': keys.outcome('refused', record.id),
      }),
    }),
  );
}
