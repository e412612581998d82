import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { itemVersions, refuseNewer } from '../ledger/item-versions';
import { ledgerKeys } from '../ledger/table';
import { type Reconciliations, type Run, Standing } from '../reconcile/progress';
import type { StoreName } from '../store-name';
import { isConditionFailure, whetherConditionHeld } from './condition';
import type { DynamoDb } from './dynamodb';

interface Place {
  readonly tableName: string;
  /** The label of the Masivo account. */
  readonly account: string;
  readonly db: DynamoDb;
}

const Item = v.object({
  v: v.literal(itemVersions.reconciliation),
  progress: v.optional(Standing.entries.progress, null),
  last: v.optional(Standing.entries.last, null),
  succeededAt: v.optional(Standing.entries.succeededAt, null),
  silentRuns: v.optional(Standing.entries.silentRuns, 0),
  subscriptions: v.optional(Standing.entries.subscriptions, null),
  since: v.number(),
});

/** @throws NewerItem */
const standingOf = (item: unknown): Standing => {
  refuseNewer(item, 'reconciliation');
  const { v: _, ...standing } = v.parse(Item, item);
  return standing;
};

/** Every write comes to the same when the AWS client repeats it because its answer was lost. */
export function dynamoDbReconciliations({ tableName: TableName, account, db }: Place): Reconciliations {
  const keys = ledgerKeys(account);

  /** @returns false where another run has the lease. */
  function write(
    run: Run,
    expression: string,
    values: Record<string, unknown>,
    names: Record<string, string> = {},
  ): Promise<boolean> {
    return whetherConditionHeld(
      db.updateItem({
        TableName,
        Key: marshall({ pk: keys.reconciliation(run) }),
        UpdateExpression: expression,
        ConditionExpression: '#run = :run',
        ExpressionAttributeNames: { '#run': 'run', ...names },
        ExpressionAttributeValues: marshall({ ...values, ':run': run.id }),
      }),
    );
  }

  return {
    async begin(run, at, leaseUntil) {
      try {
        const { Attributes } = await db.updateItem({
          TableName,
          Key: marshall({ pk: keys.reconciliation(run) }),
          UpdateExpression:
            'SET #v = :v, #run = :run, leaseUntil = :until, since = if_not_exists(since, :now)',
          ConditionExpression: 'attribute_not_exists(leaseUntil) OR leaseUntil < :now OR #run = :run',
          ExpressionAttributeNames: { '#v': 'v', '#run': 'run' },
          ExpressionAttributeValues: marshall({
            ':v': itemVersions.reconciliation,
            ':run': run.id,
            ':now': at.getTime(),
            ':until': leaseUntil.getTime(),
          }),
          ReturnValues: 'ALL_NEW',
        });
        return standingOf(unmarshall(Attributes ?? {}));
      } catch (error) {
        if (isConditionFailure(error)) return undefined;
        throw error;
      }
    },

    advance: (run, progress) => write(run, 'SET progress = :progress', { ':progress': progress }),

    end: (run, { report, silentRuns, subscriptions }) =>
      // The run stays named, so that its own repeated write is known.
      write(
        run,
        `SET #last = :last, silentRuns = :silent${report.failure ? '' : ', succeededAt = :at'}${subscriptions ? ', subscriptions = :subscriptions' : ''} REMOVE leaseUntil`,
        {
          ':last': report,
          ':silent': silentRuns,
          ...(report.failure ? {} : { ':at': report.at }),
          ...(subscriptions ? { ':subscriptions': subscriptions } : {}),
        },
        { '#last': 'last' },
      ),
  };
}

/** How these stores' reconciliations stand, in their order; undefined where none ever ran. */
export async function readStandings(
  stores: readonly StoreName[],
  { tableName, account, db }: Place,
): Promise<readonly (Standing | undefined)[]> {
  const keys = ledgerKeys(account);
  return Promise.all(
    stores.map(async (store) => {
      const { Item: item } = await db.getItem({
        TableName: tableName,
        Key: marshall({ pk: keys.reconciliation(store) }),
      });
      return item && standingOf(unmarshall(item));
    }),
  );
}
