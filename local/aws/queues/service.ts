import type { Listening } from '../json-protocol';

export type QueueDefinition = {
  name: string;
  visibilityTimeoutSeconds: number;
  /** Name of another queue in the list; goes together with `maxReceiveCount`. */
  deadLetterQueue?: string;
  maxReceiveCount?: number;
};

export type Sqs = Listening & {
  queueUrl(name: string): string;
  /** How many messages a queue holds: to be received now, received and hidden, or sent with a delay. */
  waiting(name: string): { visible: number; inFlight: number; delayed: number };
  /** How long a queue's oldest message has been there, in ms. */
  oldestMs(name: string): number | undefined;
  /** How many long polls wait for a message of a queue. */
  openPolls(name: string): number;
};
