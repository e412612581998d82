import { isObject, memberOf } from '../json';
import { attributesIn, itemsIn, toWire } from './attribute-values';
import type { AwsService } from './aws-service';
import type { DynamoDb } from './dynamodb';
import { type SignedCallDeps, signedCaller } from './signed-call';

export const dynamoDbService: AwsService = {
  name: 'dynamodb',
  target: 'DynamoDB_20120810',
  jsonVersion: '1.0',
  endpointVariable: 'AWS_ENDPOINT_URL_DYNAMODB',
};

/** The SDK's own number of tries. */
const attempts = 3;

/** Where the ledger is. */
export function signedDynamoDb(deps: SignedCallDeps): DynamoDb {
  const caller = signedCaller(dynamoDbService, deps, attempts);

  async function call(operation: string, input: object, signal?: AbortSignal) {
    const answer = await caller.call(operation, Object(toWire(input)), signal);
    const member = (name: string): unknown => Reflect.get(answer, name);
    return { member };
  }

  return {
    async getItem(input, signal) {
      const { member } = await call('GetItem', input, signal);
      return member('Item') === undefined ? {} : { Item: attributesIn(member('Item')) };
    },
    async putItem(input, signal) {
      await call('PutItem', input, signal);
      return {};
    },
    async deleteItem(input, signal) {
      await call('DeleteItem', input, signal);
      return {};
    },
    async updateItem(input, signal) {
      const { member } = await call('UpdateItem', input, signal);
      return member('Attributes') === undefined ? {} : { Attributes: attributesIn(member('Attributes')) };
    },
    async batchGetItem(input, signal) {
      const { member } = await call('BatchGetItem', input, signal);
      const [read, unread] = [member('Responses'), member('UnprocessedKeys')];
      return {
        Responses: byTable(read, itemsIn),
        UnprocessedKeys: byTable(unread, (each) => ({ Keys: itemsIn(memberOf(each, 'Keys')) })),
      };
    },
    async query(input, signal) {
      const { member } = await call('Query', input, signal);
      const last = member('LastEvaluatedKey');
      return {
        Items: itemsIn(member('Items')),
        ...(last === undefined ? {} : { LastEvaluatedKey: attributesIn(last) }),
      };
    },
  };
}

function byTable<T>(value: unknown, of: (member: unknown) => T): Record<string, T> {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([table, member]) => [table, of(member)]));
}
