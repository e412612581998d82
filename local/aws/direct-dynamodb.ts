import { randomUUID } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  DynamoDBServiceException,
  ResourceInUseException,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import batchGetItem from 'dynalite/actions/batchGetItem';
import batchWriteItem from 'dynalite/actions/batchWriteItem';
import createTable from 'dynalite/actions/createTable';
import deleteItem from 'dynalite/actions/deleteItem';
import describeTable from 'dynalite/actions/describeTable';
import getItem from 'dynalite/actions/getItem';
import putItem from 'dynalite/actions/putItem';
import query from 'dynalite/actions/query';
import scan from 'dynalite/actions/scan';
import updateItem from 'dynalite/actions/updateItem';
import stores from 'dynalite/db/index.js';
import batchGetItemRules from 'dynalite/validations/batchGetItem';
import batchWriteItemRules from 'dynalite/validations/batchWriteItem';
import createTableRules from 'dynalite/validations/createTable';
import deleteItemRules from 'dynalite/validations/deleteItem';
import describeTableRules from 'dynalite/validations/describeTable';
import getItemRules from 'dynalite/validations/getItem';
import validations from 'dynalite/validations/index.js';
import putItemRules from 'dynalite/validations/putItem';
import queryRules from 'dynalite/validations/query';
import scanRules from 'dynalite/validations/scan';
import updateItemRules from 'dynalite/validations/updateItem';
import { databaseOf, elsewhere } from './elsewhere';

const operations = {
  BatchGetItem: [batchGetItem, batchGetItemRules],
  BatchWriteItem: [batchWriteItem, batchWriteItemRules],
  CreateTable: [createTable, createTableRules],
  DeleteItem: [deleteItem, deleteItemRules],
  DescribeTable: [describeTable, describeTableRules],
  GetItem: [getItem, getItemRules],
  PutItem: [putItem, putItemRules],
  Query: [query, queryRules],
  Scan: [scan, scanRules],
  UpdateItem: [updateItem, updateItemRules],
} as const;

/**
 * A client of dynalite without HTTP, signatures and the SDK's serialisation between them: that is most of the time
 * a request takes, and tests make thousands. test/local/aws/dynamodb.test.ts has the protocol, and the tests of the
 * bridge have all of it.
 */
export const directDynamoDb = (): DynamoDBClient => directDatabase()();

/** Clients of one database. */
export function directDatabase(): () => DynamoDBClient {
  const judge = elsewhere.dynamoDb();
  if (judge !== undefined) {
    const name = randomUUID();
    return () => clientOf(judge, name);
  }
  const store = stores.create({ createTableMs: 0 });
  return () => {
    const client = new DynamoDBClient({ region: 'us-east-1' });
    // To put in order what nothing here comes to, and to copy every request for a log that nobody reads, would take
    // longer than the request. Commands put theirs relative to the serializer's.
    for (const each of client.middlewareStack.identify()) {
      const [name = ''] = each.split(' ');
      if (name !== 'serializerMiddleware') client.middlewareStack.remove(name);
    }
    client.middlewareStack.add(
      (_, { commandName = '' }) =>
        async ({ input }) => ({
          output: { ...(await answerOf(store, commandName, input)), $metadata: {} },
          response: {},
        }),
      { step: 'initialize', priority: 'low' },
    );
    return client;
  };
}

/** Another DynamoDB is reached as AWS's is: by HTTP. */
function clientOf(endpoint: string, name: string): DynamoDBClient {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 3,
  });
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { headers: Record<string, string> };
      Object.assign(request.headers, databaseOf(name, request.headers));
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  return client;
}

async function answerOf(store: object, command: string, input: object): Promise<object> {
  const name = command.replace(/Command$/, '') as keyof typeof operations;
  const [act, { types, custom }] = operations[name] ?? [];
  if (!act || !types) throw new Error(`The test's DynamoDB does not know ${command}`);
  try {
    const checked = validations.checkTypes(onTheWire(input) as object, types);
    validations.checkValidations(checked, types, custom, store);
    const answer = await new Promise<object>((resolve, reject) =>
      act(store, checked, (error, done) => (error ? reject(error) : resolve(done))),
    );
    return fromTheWire(answer) as object;
  } catch (error) {
    throw thrownBySdk(error);
  }
}

/** As JSON has it: bytes are base64, and what is undefined is not there. */
function onTheWire(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(onTheWire);
  if (typeof value !== 'object' || value === null) return value;
  const known = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(known.map(([key, part]) => [key, onTheWire(part)]));
}

function fromTheWire(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromTheWire);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      key === 'B' && typeof part === 'string' ? Buffer.from(part, 'base64') : fromTheWire(part),
    ]),
  );
}

interface Refusal {
  readonly body: { readonly __type: string; readonly message?: string; readonly Item?: never };
}
const isRefusal = (error: unknown): error is Refusal =>
  typeof error === 'object' && error !== null && 'body' in error;

function thrownBySdk(error: unknown): unknown {
  if (!isRefusal(error)) return error;
  const { __type, message = '', Item } = error.body;
  const name = __type.split('#').at(-1) ?? '';
  const details = { message, $metadata: {} };
  switch (name) {
    case 'ConditionalCheckFailedException':
      return new ConditionalCheckFailedException({ ...details, ...(Item === undefined ? {} : { Item }) });
    case 'ResourceInUseException':
      return new ResourceInUseException(details);
    case 'ResourceNotFoundException':
      return new ResourceNotFoundException(details);
    default:
      return new DynamoDBServiceException({ ...details, name, $fault: 'client' });
  }
}
