import * as v from 'valibot';
import type { IamCall } from './policy';

/** How a call's resources are known here. */
export interface Arns {
  /** By the last part of its URL. */
  readonly queue: (name: string) => string;
  readonly table: (name: string) => string;
  readonly secret: (id: string) => string;
}

const Queue = v.object({ QueueUrl: v.string() });
const OfKey = v.optional(v.object({ pk: v.object({ S: v.string() }) }));
const Table = v.object({
  TableName: v.string(),
  IndexName: v.optional(v.string()),
  Item: OfKey,
  Key: OfKey,
});
const Tables = v.object({ RequestItems: v.record(v.string(), v.unknown()) });
const Transaction = v.object({
  TransactItems: v.array(v.record(v.string(), v.object({ TableName: v.string() }))),
});
const Secret = v.object({ SecretId: v.string() });
const MoveTask = v.object({ SourceArn: v.string(), DestinationArn: v.optional(v.string()) });

/**
 * What IAM is asked about one request of AWS's JSON protocols.
 * @param target `x-amz-target`. @throws Error for what none of our functions should ask
 */
export function askedOf(target: string, body: unknown, arns: Arns): readonly IamCall[] {
  const [service = '', operation = ''] = target.split('.');
  switch (service) {
    case 'GraniteServiceVersion20100801':
      return [{ action: `cloudwatch:${operation}`, resource: '*' }];
    case 'AmazonSQS': {
      const moved = v.safeParse(MoveTask, body);
      if (moved.success) return askedOfMove(operation, moved.output, arns);
      const { QueueUrl } = v.parse(Queue, body);
      // A batch needs the permission of the single call; there is none of its own.
      const action = `sqs:${operation.replace(/Batch$/, '')}`;
      return [{ action, resource: arns.queue(QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1)) }];
    }
    case 'secretsmanager': {
      const { SecretId } = v.parse(Secret, body);
      return [{ action: `secretsmanager:${operation}`, resource: arns.secret(SecretId) }];
    }
    case 'DynamoDB_20120810':
      return askedOfDynamoDb(operation, body, arns);
    default:
      throw new Error(`Nobody has told the judge what ${target} is`);
  }
}

/** SQS itself receives, deletes and sends what it moves, with the rights of who asks (Developer Guide, "redrive"). */
function askedOfMove(
  operation: string,
  { SourceArn, DestinationArn }: v.InferOutput<typeof MoveTask>,
  { queue }: Arns,
): readonly IamCall[] {
  const arnOf = (arn: string) => queue(arn.slice(arn.lastIndexOf(':') + 1));
  const source = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'];
  return [
    { action: `sqs:${operation}`, resource: arnOf(SourceArn) },
    ...(DestinationArn === undefined
      ? []
      : [
          ...source.map((action) => ({ action: `sqs:${action}`, resource: arnOf(SourceArn) })),
          { action: 'sqs:SendMessage', resource: arnOf(DestinationArn) },
        ]),
  ];
}

function askedOfDynamoDb(operation: string, body: unknown, { table }: Arns): readonly IamCall[] {
  const action = `dynamodb:${operation}`;
  if (operation.startsWith('Batch')) {
    const { RequestItems } = v.parse(Tables, body);
    return Object.keys(RequestItems).map((name) => ({ action, resource: table(name) }));
  }
  if (operation.startsWith('Transact')) {
    // Each part needs its own permission: Put is PutItem, ConditionCheck is ConditionCheckItem.
    const { TransactItems } = v.parse(Transaction, body);
    return TransactItems.flatMap((item) =>
      Object.entries(item).map(([part, { TableName }]) => ({
        action: `dynamodb:${part}Item`,
        resource: table(TableName),
      })),
    );
  }
  const { TableName, IndexName, Item, Key } = v.parse(Table, body);
  const pk = Item?.pk.S ?? Key?.pk.S;
  const resource = IndexName === undefined ? table(TableName) : `${table(TableName)}/index/${IndexName}`;
  return [{ action, resource, ...(pk === undefined ? {} : { context: { 'dynamodb:LeadingKeys': [pk] } }) }];
}
