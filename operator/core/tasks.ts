import { marshall } from '@aws-sdk/util-dynamodb';
import { whetherConditionHeld } from '../../lambda/aws/condition';
import type { Clock } from '../../lambda/clock';
import { type CustomerName, ledgerKeys, readListedAt, table } from '../../lambda/ledger/table';
import { readTask, type TaskKind, taskId } from '../../lambda/ledger/task';
import { erasedHmac } from '../../lambda/ledger/tombstone';
import type { KeyedHash } from '../../lambda/secrets/keyed-hash';
import { type StoreName, storeKey } from '../../lambda/store-name';
import type { OpenTask, OpenTasks, TaskEnded } from './answers/tasks';
import { entriesOf } from './index-keys';
import { type LedgerPlace, readItems } from './records';

export interface TaskQuery {
  readonly kind?: TaskKind | undefined;
  readonly source?: string | undefined;
  readonly store?: string | undefined;
}

const mostTasks = 1000;

/** Tasks that are open, due first. */
export async function openTasks(
  { kind, source, store }: TaskQuery,
  place: LedgerPlace,
  clock: Pick<Clock, 'sleep'>,
): Promise<OpenTasks> {
  const keys = ledgerKeys(place.account);
  const partition = { index: table.byOutcome, value: keys.tasks };
  const pks: string[] = [];
  for await (const { pk, listedAt } of entriesOf(
    partition,
    { range: {}, pageSize: mostTasks, oldestFirst: true },
    place,
  )) {
    const listed = readListedAt(listedAt);
    if ((source ?? listed?.source) !== listed?.source || (store ?? listed?.store) !== listed?.store) continue;
    pks.push(pk);
    if (pks.length > mostTasks) break;
  }
  const items = await readItems(pks.slice(0, mostTasks), place, clock);
  const tasks = pks.flatMap((pk): OpenTask[] => {
    const item = items.get(pk);
    if (!item) return [];
    const { v: _, subject, doneAt, ...task } = readTask(item);
    if (doneAt !== undefined || (kind ?? task.kind) !== task.kind) return [];
    return [{ ...task, id: taskId({ ...task, subject }) }];
  });
  return { tasks, more: pks.length > mostTasks };
}

export interface EndTaskDeps {
  readonly place: LedgerPlace;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  readonly keepDeliveriesDays: number;
  /** Records the act, without naming anybody; if it fails, the task stays open. */
  readonly beforeEnding: (about: string) => Promise<void>;
}

/** Ends a task, because somebody has done what it asks for: it is listed no more, and is kept as long as deliveries. */
export async function endTask(
  id: string,
  { place, clock, keepDeliveriesDays, beforeEnding }: EndTaskDeps,
): Promise<TaskEnded> {
  const pk = ledgerKeys(place.account).task(id);
  const item = (await readItems([pk], place, clock)).get(pk);
  const task = item && readTask(item);
  if (!task || task.doneAt !== undefined) return 'unknown';
  await beforeEnding(`${task.kind} ${storeKey(task)} ${id}`);
  const now = clock.now();
  const isEnded = await whetherConditionHeld(
    place.db.updateItem({
      TableName: place.tableName,
      Key: marshall({ pk }),
      UpdateExpression: 'SET doneAt = :at, expiresAt = :expires REMOVE outcomeKey, listedAt',
      ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(doneAt)',
      ExpressionAttributeValues: marshall({
        ':at': now.toISOString(),
        ':expires': Math.ceil(now.getTime() / 1000) + keepDeliveriesDays * 24 * 3600,
      }),
    }),
  );
  return isEnded ? 'ended' : 'unknown';
}

/** The task that a customer's request for its data is, whether there is one or not. */
export const dataRequestOf = async (name: CustomerName, hash: KeyedHash): Promise<string> =>
  taskId({ ...name, kind: 'data-request', subject: await erasedHmac(name, hash) });

/** The task to erase a shop, whether there is one or not. */
export const shopRedactOf = ({ source, store }: StoreName): string =>
  taskId({ source, store, kind: 'shop-redact', subject: null });
