import { Duration, Validations } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { AskedForTasks } from '../lambda/delivery/tell-tasks';
import type { AskedToErase } from '../lambda/operate-calls';
import { BridgeFunction, type BuildFolders } from './bridge-function';
import { type Environment, hasAllAlarms } from './config/config';
import { deliveryCapacity } from './delivery-capacity';
import { deliverPermissions, type Holdings, operatePermissions, receivePermissions } from './permissions';
import type { Protection } from './protection';
import { timing } from './timing';

export interface FunctionsProps extends Holdings {
  readonly environment: Environment;
  readonly protection: Protection;
  readonly folders: BuildFolders;
}

const oldestTask: AskedForTasks = { tasks: 'oldest' };
const erasedDeadLetters: AskedToErase = { deadLetters: 'erased' };

/** The functions that every environment has, and the event source that hands `deliver` its batches. */
export class Functions extends Construct {
  readonly receive: BridgeFunction;
  readonly deliver: BridgeFunction;
  /** What people see and do. */
  readonly operate: BridgeFunction;
  /** Disabling it stops `deliver`. */
  readonly batches: EventSourceMapping;

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id);
    const { environment, protection, folders, queues, ledger, secrets } = props;
    const shared = { environment, protection, folders };

    this.receive = new BridgeFunction(this, 'Receive', {
      ...shared,
      name: 'receive',
      description: 'verifies a webhook and puts it on the queue',
      // CPU comes with memory, and a store waits 5 s. TLS connections start while Lambda still gives a whole CPU; 512
      // MB make the rest of a cold start quick, too. A warm call takes milliseconds, so it costs next to nothing.
      memoryMb: 512,
      timeout: timing.receiveTimeout,
      reservedConcurrency: environment.ingress.reservedConcurrency,
      variables: {
        QUEUE_URL: queues.events.queueUrl,
        WEBHOOKS_SECRET_ID: secrets.webhooks.arn,
      },
      permissions: (logs) => receivePermissions(props, logs),
    });
    this.deliver = new BridgeFunction(this, 'Deliver', {
      ...shared,
      name: 'deliver',
      description: 'brings signups from the queue to Masivo',
      // It mostly waits for Masivo, which is billed by the memory it holds; ten bodies of 256 KB fit many times.
      memoryMb: 256,
      timeout: timing.deliverTimeout,
      reservedConcurrency: environment.delivery.reservedConcurrency,
      variables: {
        QUEUE_URL: queues.events.queueUrl,
        DEAD_LETTER_QUEUE_URL: queues.deadLetters.queueUrl,
        LEDGER_TABLE: ledger.tableName,
        MASIVO_SECRET_ID: secrets.masivo.arn,
        EMAIL_INDEX_SECRET_ID: secrets.emailIndex.arn,
        ...(secrets.vendorKeys ? { VENDOR_KEYS_SECRET_ID: secrets.vendorKeys.arn } : {}),
      },
      permissions: (logs) => deliverPermissions(props, logs, environment.masivo.account),
    });
    this.operate = new BridgeFunction(this, 'Operate', {
      ...shared,
      name: 'operate',
      description: 'shows people what the bridge knows, and records and does what they ask for',
      // A page of large bodies, many times; and a person waits.
      memoryMb: 512,
      timeout: timing.operateTimeout,
      reservedConcurrency: undefined,
      variables: {
        QUEUE_URL: queues.events.queueUrl,
        DEAD_LETTER_QUEUE_URL: queues.deadLetters.queueUrl,
        LEDGER_TABLE: ledger.tableName,
        MASIVO_SECRET_ID: secrets.masivo.arn,
        EMAIL_INDEX_SECRET_ID: secrets.emailIndex.arn,
      },
      permissions: (logs) => operatePermissions(props, logs, environment.masivo.account),
    });
    Validations.of(this.operate).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'cloudwatch:GetMetricData takes no resource in IAM. It reads figures, which hold no personal data.',
    });
    const capacity = deliveryCapacity(environment);
    // CDK's `SqsEventSource` would give the role one action more than it needs.
    this.batches = new EventSourceMapping(this, 'Batches', {
      target: this.deliver.function,
      eventSourceArn: queues.events.queueArn,
      batchSize: capacity.batchSize,
      ...(capacity.batchWindowSeconds === 0
        ? {}
        : { maxBatchingWindow: Duration.seconds(capacity.batchWindowSeconds) }),
      reportBatchItemFailures: true,
      // Limits concurrent requests to Masivo without taking concurrency from the account's other functions.
      maxConcurrency: capacity.concurrency,
    });
    this.#twiceADay('ErasedDeadLetters', this.operate, {
      description: 'has operate delete what is in the DLQ of people who were erased',
      input: erasedDeadLetters,
    });
    if (hasAllAlarms(environment)) {
      // Twice within each period of the alarm: a shop that was uninstalled sends nothing that would invoke `deliver`.
      this.#twiceADay('Tasks', this.deliver, {
        description: 'has deliver tell how old the oldest task of operators is',
        input: oldestTask,
      });
    }
  }

  #twiceADay(id: string, { function: target }: BridgeFunction, { description, input }: Invoked): void {
    const rule = new CfnRule(this, id, {
      description,
      scheduleExpression: 'rate(12 hours)',
      targets: [{ id: 'invoked', arn: target.functionArn, input: JSON.stringify(input) }],
    });
    // CDK's own target would name this after the stack.
    target.addPermission(id, {
      principal: new ServicePrincipal('events.amazonaws.com'),
      sourceArn: rule.attrArn,
    });
  }
}

interface Invoked {
  readonly description: string;
  readonly input: AskedForTasks | AskedToErase;
}
