import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Protection } from './protection';
import { timing } from './timing';

/** The queue of accepted webhooks, and its dead-letter queue. */
export class Queues extends Construct {
  readonly events: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { key, removalPolicy }: Protection) {
    super(scope, id);
    const shared: QueueProps = {
      retentionPeriod: timing.retention,
      visibilityTimeout: timing.visibility,
      // TLS only: a queue policy that denies requests without it.
      enforceSSL: true,
      removalPolicy,
      ...(key
        ? { encryption: QueueEncryption.KMS, encryptionMasterKey: key }
        : { encryption: QueueEncryption.SQS_MANAGED }),
    };
    this.deadLetters = new Queue(this, 'DeadLetters', shared);
    this.events = new Queue(this, 'Events', {
      ...shared,
      // `deliver` dead-letters failures itself, with the reason, and retries for days. SQS's own limit is only the
      // backstop; its maximum is 1000.
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 1000 },
    });
  }
}
