import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { type Envelope, readEnvelope, receivedEvent } from '../../lambda/envelope';
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
 * Looks through the DLQ and deletes the messages that are meant. The others stay, invisible for two minutes. What it
 * misses, because somebody else looks at it, ends as erased when it is redriven.
 */
export async function deleteDeadLetters(
  isMeant: (envelope: Envelope) => boolean,
  { client, deadLettersUrl: QueueUrl }: OperatedEnvironment['queues'],
  onProgress: (looked: number) => void = () => {},
): Promise<DeadLettersLookedAt> {
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
      const read = readEnvelope(Body);
      if (read.kind !== 'envelope' || !isMeant(read.envelope)) continue;
      await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      deleted += 1;
    }
    onProgress(seen.size);
  }
  return { looked: seen.size, deleted };
}

/** Whether a message is about one of these customers, as far as its body says. */
export function isAbout(names: readonly CustomerName[]): (envelope: Envelope) => boolean {
  const keys = new Set(names.map(customerKey));
  return (envelope) => {
    const { source, store, customer: acted } = envelope;
    const customer = acted ?? sources.get(source)?.customerOf(receivedEvent(envelope));
    return customer !== undefined && keys.has(customerKey({ source, store, customer }));
  };
}
