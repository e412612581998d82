import { invalidParameter } from '../aws-error';
import type { Timed } from './time-heap';

/** A message attribute in SQS's JSON form; binary values are base64. */
export type MessageAttribute = {
  DataType: string;
  StringValue?: string | undefined;
  BinaryValue?: string | undefined;
};
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** What a producer hands in. */
export type Content = {
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** Of a fair queue: the tenant. Here it changes no order. */
  readonly group?: string | undefined;
};

type Sent = Content & {
  readonly id: string;
  readonly sentAt: number;
  /** The queue a redrive policy took it from; a message sent straight to a DLQ has none. */
  readonly sourceArn: string | undefined;
};

/** A message as its queue keeps it; `at` is when it is visible. */
export type Message = Timed &
  Sent & {
    receiveCount: number;
    firstReceivedAt: number | undefined;
    /** The latest receive from this queue. */
    latest: { readonly receipt: string; readonly at: number } | undefined;
  };

/** One receive of a message. */
export type Received = Sent & {
  readonly receipt: string;
  readonly firstReceivedAt: number;
  readonly receiveCount: number;
};

/** SQS makes a message invisible for at most 12 hours per receive. */
export const MAX_HIDDEN_SECONDS = 43_200;

/** Refuses a visibility timeout outside of what SQS allows. */
export function checkHideSeconds(seconds: number): void {
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= MAX_HIDDEN_SECONDS) return;
  throw invalidParameter('VisibilityTimeout', seconds, `Must be between 0 and ${MAX_HIDDEN_SECONDS}.`);
}
