import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Protection } from './protection';
import { timing } from './timing';

/** Where signups wait for Masivo, and where those end that need a person. */
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
      // `deliver` moves what failed to the DLQ itself, with the reason, and retries its retries over days. SQS's own
      // limit is the backstop; it ends at 1000.
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 1000 },
    });
  }
}
