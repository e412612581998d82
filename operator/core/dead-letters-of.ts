import { marshall } from '@aws-sdk/util-dynamodb';
import { whetherConditionHeld } from '../../lambda/aws/condition';
import { type Envelope, readEnvelope, receivedEvent } from '../../lambda/envelope';
import { type CustomerName, ledgerKeys } from '../../lambda/ledger/table';
import { sources } from '../../lambda/sources/registry';
import { customerKey } from '../../lambda/store-name';
import type { OperatedEnvironment } from './environment';
import type { LedgerPlace } from './records';

const perReceive = 10;
/** A message that was looked at shows again after this: the DLQ is looked through once by then, or what is left is. */
const hiddenSeconds = 120;
/** SQS may answer with nothing though there is something. */
const mostEmptyAnswers = 3;
/** One look has to end within a call. */
const mostReceives = 40;

/** One look into the DLQ. */
export interface DeadLetterLook {
  /** SQS's ids of the messages that were looked at. */
  readonly looked: readonly string[];
  readonly deleted: number;
  /** True where SQS had no more to show. */
  readonly atEnd: boolean;
}

export type IsMeant = (envelope: Envelope) => boolean | Promise<boolean>;

interface Deleting {
  /** Records it, once for a look; if it fails, nothing is deleted. */
  readonly beforeDeleting: () => Promise<void>;
  /** Deletes what else is left of a message, before the message. */
  readonly deleteLog: (envelope: Envelope) => Promise<unknown>;
  /** Whether what is no message of the bridge is meant, too; one of a newer version never is. */
  readonly alsoUnreadable?: boolean;
  /** Whether the others are visible again at once, where all were looked at. */
  readonly showsRest?: boolean;
}

/**
 * Looks at some messages of the DLQ and deletes those that are meant. The others stay, invisible for two minutes. What
 * it misses, because somebody else looks at it, has nothing left to do when it is redriven.
 */
export async function deleteDeadLetters(
  isMeant: IsMeant,
  { sqs, deadLettersUrl: QueueUrl }: OperatedEnvironment['queues'],
  { beforeDeleting, deleteLog, alsoUnreadable = false, showsRest = false }: Deleting,
): Promise<DeadLetterLook> {
  const seen = new Set<string>();
  const left = new Map<string, string>();
  let deleted = 0;
  let empty = 0;
  for (let receives = 0; receives < mostReceives && empty < mostEmptyAnswers; receives += 1) {
    const { Messages = [] } = await sqs.receiveMessage({
      QueueUrl,
      MaxNumberOfMessages: perReceive,
      VisibilityTimeout: hiddenSeconds,
    });
    const isNews = Messages.some(({ MessageId = '' }) => !seen.has(MessageId));
    empty = isNews ? 0 : empty + 1;
    for (const { MessageId = '', Body = '', ReceiptHandle } of Messages) {
      seen.add(MessageId);
      const read = readEnvelope(Body);
      const envelope = read.kind === 'envelope' ? read.envelope : undefined;
      const isToGo = envelope ? await isMeant(envelope) : alsoUnreadable && read.kind === 'unreadable';
      if (!isToGo) {
        if (ReceiptHandle !== undefined) left.set(MessageId, ReceiptHandle);
        continue;
      }
      if (deleted === 0) await beforeDeleting();
      if (envelope) await deleteLog(envelope);
      await sqs.deleteMessage({ QueueUrl, ReceiptHandle });
      deleted += 1;
    }
  }
  const atEnd = empty === mostEmptyAnswers;
  if (showsRest && atEnd) await showAgain([...left.values()], sqs, QueueUrl);
  return { looked: [...seen], deleted, atEnd };
}

/** What cannot be shown now shows by itself. */
async function showAgain(
  handles: readonly string[],
  sqs: OperatedEnvironment['queues']['sqs'],
  QueueUrl: string,
): Promise<void> {
  for (let first = 0; first < handles.length; first += perReceive) {
    const some = handles.slice(first, first + perReceive);
    await Promise.allSettled(
      some.map((ReceiptHandle) =>
        sqs.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
      ),
    );
  }
}

/**
 * Deletes the log of a delivery that names no customer: its body is the dead letter's, and no index finds it. That of a
 * customer goes with the customer.
 */
export const deleteLogOfNobody =
  ({ db, tableName, account }: LedgerPlace) =>
  ({ id }: Envelope): Promise<boolean> =>
    whetherConditionHeld(
      db.deleteItem({
        TableName: tableName,
        Key: marshall({ pk: ledgerKeys(account).delivery(id) }),
        ConditionExpression: 'attribute_not_exists(ownerKey)',
      }),
    );

/** Whom a message is about, as far as its body says. */
export function subjectOf(envelope: Envelope): CustomerName | undefined {
  const { source, store } = envelope;
  const customer = envelope.customer ?? sources.get(source)?.customerOf(receivedEvent(envelope));
  return customer === undefined ? undefined : { source, store, customer };
}

/** Whether a message is about one of these customers, as far as its body says. */
export function isAbout(names: readonly CustomerName[]): (envelope: Envelope) => boolean {
  const keys = new Set(names.map(customerKey));
  return (envelope) => {
    const name = subjectOf(envelope);
    return name !== undefined && keys.has(customerKey(name));
  };
}
