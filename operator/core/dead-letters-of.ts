import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { readEnvelope, receivedEvent } from '../../lambda/envelope';
import type { CustomerName } from '../../lambda/ledger/table';
import { sources } from '../../lambda/sources/registry';
import { customerKey } from '../../lambda/store-name';
import type { DeadLettersLookedAt } from './answers/erasure';
import type { OperatedEnvironment } from './environment';

const perReceive = 10;
/** A message that was looked at shows again after this: the DLQ is looked through once by then, or what is left is. */
const hiddenSeconds = 120;
/** SQS may answer with nothing though there is something. */
const mostEmptyAnswers = 3;

/**
 * Looks through the DLQ and deletes the messages of these customers. The others stay, invisible for two minutes. What it
 * misses, because somebody else looks at it, ends at the tombstone when it is redriven.
 */
export async function deleteDeadLetters(
  names: readonly CustomerName[],
  { client, deadLettersUrl: QueueUrl }: OperatedEnvironment['queues'],
  onProgress: (looked: number) => void = () => {},
): Promise<DeadLettersLookedAt> {
  const keys = new Set(names.map(customerKey));
  const seen = new Set<string>();
  let deleted = 0;
  for (let empty = 0; empty < mostEmptyAnswers; ) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: perReceive,
        VisibilityTimeout: hiddenSeconds,
      }),
    );
    const isNews = Messages.some(({ MessageId = '' }) => !seen.has(MessageId));
    empty = isNews ? 0 : empty + 1;
    for (const { MessageId = '', Body = '', ReceiptHandle } of Messages) {
      seen.add(MessageId);
      const name = customerIn(Body);
      if (!name || !keys.has(customerKey(name))) continue;
      await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      deleted += 1;
    }
    onProgress(seen.size);
  }
  return { looked: seen.size, deleted };
}

/** Whom a message is about, as far as its body says. */
function customerIn(message: string): CustomerName | undefined {
  const read = readEnvelope(message);
  if (read.kind !== 'envelope') return undefined;
  const { source, store, customer: acted } = read.envelope;
  const customer = acted ?? sources.get(source)?.customerOf(receivedEvent(read.envelope));
  return customer === undefined ? undefined : { source, store, customer };
}
