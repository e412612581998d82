import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { isObject } from '../../../lambda/json';
import { tooLongExpression } from '../../../local/aws/expression-size';
import type { Table } from './dynamodb-table';
import { conditionOf } from './expressions/condition';
import { updateOf } from './expressions/update';
import type { Bindings, Item } from './expressions/values';

/** What one command does to the table, at the moment it arrives. */
export interface Prepared {
  /** Names the call, and what it is about: `write customer`, `read shared-state`. */
  readonly op: string;
  readonly work: () => Worked;
  /** What is handed back where keys are not read. */
  readonly unread?: () => object;
}

export type Worked =
  | { readonly kind: 'output'; readonly output: object }
  | { readonly kind: 'error'; readonly error: Error };

interface Named {
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue> | undefined;
}
interface Conditional extends Named {
  readonly ConditionExpression?: string | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined;
}

const bindingsOf = (input: Named): Bindings => ({
  names: input.ExpressionAttributeNames ?? {},
  values: input.ExpressionAttributeValues ?? {},
});
const output = (value: object): Worked => ({ kind: 'output', output: { $metadata: {}, ...value } });
const keyOf = (key: Record<string, AttributeValue> | undefined) => key?.pk?.S ?? '';
/** The kind of item that a key names, without its account. */
const kindOf = (pk: string) => pk.split('|')[1] ?? '?';

/** @throws Error for a command that is not modelled */
export function prepare(command: object, table: Table): Prepared {
  const prepared = prepareAny(command, table);
  const input: unknown = Reflect.get(command, 'input');
  const message = isObject(input) ? tooLongExpression(input) : undefined;
  if (message === undefined) return prepared;
  const error = Object.assign(new Error(message), { name: 'ValidationException' });
  return { ...prepared, work: () => ({ kind: 'error', error }) };
}

function prepareAny(command: object, table: Table): Prepared {
  if (command instanceof GetItemCommand) {
    const { Key, ConsistentRead } = command.input;
    const work = () => {
      const item = table.read(keyOf(Key), ConsistentRead === true);
      return output(item ? { Item: item } : {});
    };
    return { op: `read ${kindOf(keyOf(Key))}`, work };
  }
  if (command instanceof BatchGetItemCommand) return batchGet(command, table);
  if (command instanceof QueryCommand) {
    const { IndexName, KeyConditionExpression = '', Limit } = command.input;
    const { values } = bindingsOf(command.input);
    const condition = conditionOf(KeyConditionExpression);
    const work = () => {
      const hash = Object.values(values)[0]?.S ?? '';
      const found = table
        .query(IndexName ?? '', hash)
        .filter((item) => condition(item, bindingsOf(command.input)));
      return output({ Items: Limit === undefined ? found : found.slice(0, Limit), Count: found.length });
    };
    return { op: `query ${IndexName}`, work };
  }
  if (command instanceof PutItemCommand) {
    const { Item = {} } = command.input;
    const pk = keyOf(Item);
    return { op: `write ${kindOf(pk)}`, work: () => write(pk, () => Item, command.input, table) };
  }
  if (command instanceof UpdateItemCommand) {
    const pk = keyOf(command.input.Key);
    const update = updateOf(command.input.UpdateExpression ?? '');
    const change = (before: Item | undefined) =>
      update(before ?? { pk: { S: pk } }, bindingsOf(command.input));
    const work = () => write(pk, change, command.input, table, command.input.ReturnValues);
    return { op: `write ${kindOf(pk)}`, work };
  }
  if (command instanceof DeleteItemCommand) {
    const pk = keyOf(command.input.Key);
    return { op: `write ${kindOf(pk)}`, work: () => write(pk, () => undefined, command.input, table) };
  }
  throw new Error(`The model of DynamoDB does not know ${command.constructor.name}`);
}

function batchGet(command: BatchGetItemCommand, table: Table): Prepared {
  const requests = Object.entries(command.input.RequestItems ?? {});
  const pks = requests.flatMap(([, { Keys = [] }]) => Keys.map(keyOf));
  const work = () =>
    output({
      Responses: Object.fromEntries(
        requests.map(([name, { Keys = [], ConsistentRead }]) => [
          name,
          Keys.map((key) => table.read(keyOf(key), ConsistentRead === true)).filter(
            (item) => item !== undefined,
          ),
        ]),
      ),
      UnprocessedKeys: {},
    });
  return {
    op: `read ${[...new Set(pks.map(kindOf))].sort().join('+')}`,
    work,
    unread: () => ({ $metadata: {}, Responses: {}, UnprocessedKeys: command.input.RequestItems }),
  };
}

function write(
  pk: string,
  change: (before: Item | undefined) => Item | undefined,
  input: Conditional,
  table: Table,
  returned?: string,
): Worked {
  const before = table.read(pk, true);
  const { ConditionExpression: condition } = input;
  if (condition !== undefined && !conditionOf(condition)(before, bindingsOf(input))) {
    const error = new ConditionalCheckFailedException({
      message: 'The conditional request failed',
      $metadata: { httpStatusCode: 400 },
      ...(input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && before ? { Item: { ...before } } : {}),
    });
    return { kind: 'error', error };
  }
  let after: Item | undefined;
  try {
    after = change(before);
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationException') return { kind: 'error', error };
    throw error;
  }
  table.write(pk, after);
  if (returned === 'ALL_NEW') return output({ Attributes: after });
  if (returned === 'UPDATED_NEW' && after) {
    const changed = Object.entries(after).filter(([name, value]) => before?.[name] !== value);
    return output({ Attributes: Object.fromEntries(changed) });
  }
  return output(returned === 'ALL_OLD' && before ? { Attributes: before } : {});
}
