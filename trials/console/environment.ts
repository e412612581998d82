import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDb } from '../../lambda/aws/dynamodb';
import { signedDynamoDb } from '../../lambda/aws/signed-dynamodb';
import { type Clock, systemClock } from '../../lambda/clock';
import { composeLedger } from '../../lambda/composition/compose-ledger';
import { ledgerKeys } from '../../lambda/ledger/table';
import { emailIndexKey } from '../../lambda/secrets/email-index-key';
import { keyedHash } from '../../lambda/secrets/keyed-hash';
import type { StoreName } from '../../lambda/store-name';
import { localSettings } from '../../local/local-settings';
import { callsOf } from '../../operator/core/calls';
import type { OperatedEnvironment } from '../../operator/core/environment';
import type { Operator } from '../../operator/core/operator';
import { sdkScan } from '../../operator/core/sdk-calls';
import { remoteOperator } from '../../operator/remote/remote-operator';
import { account, firstAt, record, tableName } from '../bench/ledger/deliveries';
import { localAccess } from '../bench/ledger/fill';

const secret = 'trial-of-the-console';
const empty = {
  Attributes: {
    QueueArn: 'arn:aws:sqs:us-east-1:000000000000:none',
    ApproximateNumberOfMessages: '0',
    ApproximateNumberOfMessagesNotVisible: '0',
    ApproximateNumberOfMessagesDelayed: '0',
  },
};
const unused = async () => ({});

export interface DatabaseCalls {
  readonly requests: number;
  readonly items: number;
}

export interface FilledEnvironment {
  readonly operator: Operator;
  readonly settings: OperatedEnvironment['settings'];
  /** How often DynamoDB was called so far, and for how many items: what an answer costs on any machine. */
  calls(): DatabaseCalls;
  /** One more delivery, a second after the newest. */
  deliver(): Promise<void>;
  /** A customer with this e-mail, whose deliveries are those of this number. */
  nameCustomer(number: number, store: StoreName, email: string): Promise<void>;
  close(): void;
}

/** The operator of an environment whose ledger has so many deliveries and whose queues are empty, just after the last of them. */
export function filledEnvironment(endpoint: string, deliveries: number): FilledEnvironment {
  const client = new DynamoDBClient({ ...localAccess, endpoint });
  const settings = localSettings({ baseUrl: 'http://127.0.0.1:1', account });
  const readSecret = async () => secret;
  const behindMs = Date.now() - (firstAt + deliveries * 1000);
  const clock: Clock = { ...systemClock, now: () => new Date(Date.now() - behindMs) };
  // As `operate` calls it: the SDK's client takes several times the processor for the same answers.
  const signed = signedDynamoDb({
    environment: {
      AWS_REGION: localAccess.region,
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      AWS_ACCESS_KEY_ID: localAccess.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: localAccess.credentials.secretAccessKey,
    },
    now: systemClock.now,
    random: Math.random,
  });
  let called: DatabaseCalls = { requests: 0, items: 0 };
  const count = (items: number) => {
    called = { requests: called.requests + 1, items: called.items + items };
  };
  const db: DynamoDb = {
    ...signed,
    async query(input) {
      const answer = await signed.query(input);
      count(answer.Items?.length ?? 0);
      return answer;
    },
    async batchGetItem(input) {
      const answer = await signed.batchGetItem(input);
      count(Object.values(answer.Responses ?? {}).flat().length);
      return answer;
    },
  };
  const environment: OperatedEnvironment = {
    settings,
    ledger: { db, scan: sdkScan(client), tableName },
    queues: {
      eventsUrl: 'events',
      deadLettersUrl: 'dead-letters',
      sqs: {
        getQueueAttributes: async () => empty,
        listMessageMoveTasks: async () => ({ Results: [] }),
        sendMessage: unused,
        receiveMessage: unused,
        deleteMessage: unused,
        changeMessageVisibility: unused,
        startMessageMoveTask: unused,
      },
    },
    readSecret,
    who: 'trial',
  };
  const calls = callsOf(environment, clock);
  const { ledger } = composeLedger({
    db: environment.ledger.db,
    tableName,
    account,
    hash: keyedHash(readSecret),
    keepDeliveriesDays: 90,
    ledgerRestoredAt: undefined,
    now: clock.now,
  });
  let newest = deliveries;
  return {
    settings,
    calls: () => called,
    operator: remoteOperator({
      stores: settings.stores,
      clock,
      // Through JSON, as over HTTP.
      async call(name, given) {
        const performed = await calls[name].perform(JSON.parse(JSON.stringify(given)));
        if (performed.kind === 'bad-arguments') throw new Error(`${name}: ${performed.what}`);
        return JSON.parse(JSON.stringify({ answer: performed.answer })).answer;
      },
    }),
    async deliver() {
      await ledger.record(record(newest), 0);
      newest += 1;
    },
    async nameCustomer(number, store, email) {
      const keys = ledgerKeys(account);
      const pk = keys.customer({ ...store, customer: String(7_000_000_000_000 + number) });
      const ownerKey = keys.email(await emailIndexKey(readSecret)(email));
      const Item = marshall({ pk, ownerKey, listedAt: '2026-01-01T00:00:00.000Z' });
      await client.send(new PutItemCommand({ TableName: tableName, Item }));
    },
    close: () => client.destroy(),
  };
}
