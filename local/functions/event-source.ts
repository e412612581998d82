import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { systemClock } from '../../lambda/clock';
import type { LocalFunction } from './local-function';

export interface EventSourceOptions {
  readonly queueUrl: string;
  readonly client: SQSClient;
  readonly deliver: Pick<LocalFunction, 'invoke'>;
  /** Batches under way at once, as Lambda's `MaximumConcurrency`. */
  readonly workers: number;
  /** Messages in one batch at most; 10 unless it says otherwise. */
  readonly batchSize?: number;
}

/** What Lambda's SQS event source does: polls, invokes with batches, deletes what was not reported as failed. */
export function startEventSource({ queueUrl, client, deliver, workers, batchSize = 10 }: EventSourceOptions) {
  const stopped = new AbortController();

  async function work(): Promise<void> {
    while (!stopped.signal.aborted) {
      const messages = await receive();
      if (messages.length > 0) await invoke(messages);
    }
  }

  async function receive(): Promise<readonly Message[]> {
    try {
      const answer = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: batchSize,
          WaitTimeSeconds: 20,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        }),
        { abortSignal: stopped.signal },
      );
      return answer.Messages ?? [];
    } catch {
      if (!stopped.signal.aborted) await systemClock.sleep(200);
      return [];
    }
  }

  async function invoke(messages: readonly Message[]): Promise<void> {
    const invoked = await deliver.invoke(sqsEvent(messages));
    if (invoked.kind !== 'result') return; // they come back after the queue's visibility timeout
    const failed = failedIds(invoked.result);
    const ended = messages.filter(({ MessageId }) => !failed.has(MessageId ?? ''));
    if (ended.length === 0) return;
    const entries = ended.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    // Not deleted means delivered once more, which the handler has to handle anyway.
    await client
      .send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }))
      .catch(() => undefined);
  }

  const loops = Array.from({ length: workers }, work);
  return {
    async stop(): Promise<void> {
      stopped.abort();
      await Promise.all(loops);
    },
  };
}

/** The event that Lambda makes of messages. */
export function sqsEvent(messages: readonly Message[]): SQSEvent {
  return {
    Records: messages.map((message) => ({
      messageId: message.MessageId ?? '',
      receiptHandle: message.ReceiptHandle ?? '',
      body: message.Body ?? '',
      attributes: {
        ApproximateReceiveCount: message.Attributes?.ApproximateReceiveCount ?? '1',
        ApproximateFirstReceiveTimestamp: message.Attributes?.ApproximateFirstReceiveTimestamp ?? '0',
        SentTimestamp: message.Attributes?.SentTimestamp ?? '0',
        SenderId: message.Attributes?.SenderId ?? 'local',
        MessageGroupId: message.Attributes?.MessageGroupId,
      },
      messageAttributes: {},
      md5OfBody: message.MD5OfBody ?? '',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:events',
      awsRegion: 'us-east-1',
    })),
  };
}

function failedIds(result: unknown): Set<string> {
  const response = result as SQSBatchResponse | null | undefined;
  return new Set(response?.batchItemFailures?.map(({ itemIdentifier }) => itemIdentifier) ?? []);
}
