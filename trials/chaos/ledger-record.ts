import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  QueryCommand,
  ScanCommand,
  type ScanCommandOutput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { clientTimeouts } from '../../lambda/aws/client-timeouts';
import { whetherConditionHeld } from '../../lambda/aws/condition';
import { composeLedger } from '../../lambda/composition/compose-ledger';
import { isSettled, outcomes } from '../../lambda/delivery/outcome';
import { type Attention, attentions } from '../../lambda/ledger/customer-item';
import type { CustomerEntry } from '../../lambda/ledger/ledger';
import { type CustomerName, customerNameOf, ledgerKeys, table } from '../../lambda/ledger/table';
import type { Progress } from '../../lambda/reconcile/progress';
import type { StoreName } from '../../lambda/store-name';
import { credentialsOf } from '../../local/aws/environment';
import type { Bridge } from '../../local/bridge';
import { tableName } from '../../local/stand-ins';
import { sdkDynamoDb } from '../../operator/core/sdk-calls';
import { type Holding, holdingOfItem } from '../held-data';
import type { Believed } from './check-ledger';
import { nameOf, type Shopper } from './shopper';
import { stubbornly } from './stubbornly';

/** The run's own eyes and hands in the ledger: it looks, and deletes what DynamoDB's TTL would. */
export function ledgerRecord(bridge: Bridge, account: string) {
  const endpoint = bridge.environment.AWS_ENDPOINT_URL_DYNAMODB ?? '';
  const here = { region: 'us-east-1', credentials: credentialsOf(bridge.token) };
  const client = new DynamoDBClient({ ...here, ...clientTimeouts, endpoint, maxAttempts: 5 });
  const now = () => new Date();
  const { ledger } = composeLedger({
    tableName,
    db: sdkDynamoDb(client),
    hash: async (text) => text,
    account,
    keepDeliveriesDays: 90,
    ledgerRestoredAt: undefined,
    now,
  });
  const keys = ledgerKeys(account);
  const settled = outcomes.filter(isSettled);

  async function entryOf(shopper: Shopper): Promise<CustomerEntry> {
    const opened = await ledger.open(nameOf(shopper), 'none');
    if (opened.kind === 'newer') throw new Error('The ledger holds items of another version');
    return opened.customer;
  }

  /** Customers that the index lists as waiting for an operator. */
  async function waiting(kind: Attention): Promise<readonly CustomerName[]> {
    const names: CustomerName[] = [];
    let from: Record<string, AttributeValue> | undefined;
    do {
      const answer = await client.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: table.byOutcome.name,
          KeyConditionExpression: `${table.byOutcome.hash} = :kind`,
          ExpressionAttributeValues: marshall({ ':kind': keys.attention(kind) }),
          ...(from ? { ExclusiveStartKey: from } : {}),
        }),
      );
      for (const item of answer.Items ?? []) names.push(customerNameOf(String(unmarshall(item).pk)));
      from = answer.LastEvaluatedKey;
    } while (from);
    return names;
  }

  async function items(of = tableName): Promise<readonly Record<string, AttributeValue>[]> {
    const found: Record<string, AttributeValue>[] = [];
    let from: Record<string, AttributeValue> | undefined;
    do {
      const start = from ? { ExclusiveStartKey: from } : {};
      const answer: ScanCommandOutput = await stubbornly(() =>
        client.send(new ScanCommand({ TableName: of, ...start })),
      );
      found.push(...(answer.Items ?? []));
      from = answer.LastEvaluatedKey;
    } while (from);
    return found;
  }

  return {
    entryOf,
    waiting,

    /** As TTL does, if the delivery is settled. @returns whether the log is gone */
    expire(delivery: string): Promise<boolean> {
      const isSettledIn = settled.map((outcome) => keys.outcome(outcome, delivery));
      const values = Object.fromEntries(isSettledIn.map((list, index) => [`:o${index}`, list]));
      const isOne = Object.keys(values).join(', ');
      const Key = marshall({ pk: keys.delivery(delivery) });
      return whetherConditionHeld(
        client.send(
          new DeleteItemCommand({
            TableName: tableName,
            Key,
            ConditionExpression: `${table.byOutcome.hash} IN (${isOne})`,
            ExpressionAttributeValues: marshall(values),
          }),
        ),
      );
    },

    async believed(shoppers: readonly Shopper[]): Promise<ReadonlyMap<string, Believed>> {
      const attention = new Map<string, Attention>();
      for (const kind of attentions)
        for (const { customer } of await waiting(kind)) attention.set(customer, kind);
      const found = new Map<string, Believed>();
      for (const shopper of shoppers)
        found.set(shopper.id, believedOf(await entryOf(shopper), attention.get(shopper.id)));
      return found;
    },

    /** As of a ledger that was restored: the store's next reconciliation begins then. */
    async rewind(store: StoreName, through: Date): Promise<void> {
      const progress: Progress = { through: through.getTime(), open: null, setAside: [] };
      await client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: marshall({ pk: keys.reconciliation(store) }),
          UpdateExpression: 'SET progress = :progress',
          ExpressionAttributeValues: marshall({ ':progress': progress }),
        }),
      );
    },

    client,

    /** All items as they are stored. */
    items,

    /** All items, with nothing packed. */
    holdings: async (of = tableName): Promise<readonly Holding[]> => (await items(of)).map(holdingOfItem),

    close: () => client.destroy(),
  };
}
export type LedgerRecord = ReturnType<typeof ledgerRecord>;

function believedOf({ state, intent }: CustomerEntry, attention: Attention | undefined): Believed {
  const { confirmed, newest, uncertain, links = [] } = state;
  const holds = confirmed.masivo === 'holds' ? confirmed : undefined;
  return {
    masivo: confirmed.masivo,
    isDropped: 'dropped' in confirmed && confirmed.dropped,
    owner: confirmed.masivo === 'linked' ? confirmed.owner.customer : null,
    email: holds?.email ?? null,
    purposes: holds?.consent ?? null,
    newestName: newest?.customer.name ?? null,
    links,
    isUncertain: uncertain !== null,
    hasIntent: intent !== null,
    attention,
  };
}
