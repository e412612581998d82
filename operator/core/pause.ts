import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { whetherConditionHeld } from '../../lambda/aws/condition';
import { sharedStateIn } from '../../lambda/aws/dynamodb-shared-items';
import { itemVersions } from '../../lambda/ledger/item-versions';
import { ledgerKeys } from '../../lambda/ledger/table';
import type { PauseResult } from './answers/pause';
import type { LedgerPlace } from './records';

/** Where the pause is stored, the stores it may name, and how changes are recorded before they are made. */
export interface PauseDeps {
  readonly ledger: LedgerPlace;
  /** All that are configured, as `source/store`. */
  readonly stores: readonly string[];
  readonly beforeChanging: () => Promise<void>;
}

/** `*` also applies to stores that are configured later. */
const all = '*';

// Operators are people: two conflicts in a row are rare already.
const mostRounds = 10;

/**
 * Pauses deliveries of the named stores while ingress keeps accepting. The pause is in the ledger, so a deployment does
 * not end it. `*` is for emergencies: it reads nothing first, and overrules concurrent changes.
 */
export async function pause(asked: readonly string[], deps: PauseDeps): Promise<PauseResult> {
  if (!asked.includes(all)) return change(deps, (paused) => pausedWith(paused, asked));
  await deps.beforeChanging();
  await write([all], deps.ledger);
  return { paused: [all], changed: [all] };
}

/**
 * Resumes deliveries of the named stores, or with `*` of all; the others stay as they are, and so do those whose erasure
 * is not over: it resumes them.
 */
export function resume(asked: readonly string[], deps: PauseDeps): Promise<PauseResult> {
  return change(deps, (paused, erasing) => pausedWithout(paused, asked, { stores: deps.stores, erasing }));
}

function pausedWith(paused: readonly string[], asked: readonly string[]): PauseResult {
  const changed = paused.includes(all) ? [] : [...new Set(asked)].filter((store) => !paused.includes(store));
  return { paused: [...paused, ...changed], changed };
}

function pausedWithout(
  paused: readonly string[],
  asked: readonly string[],
  { stores, erasing }: { readonly stores: readonly string[]; readonly erasing: readonly string[] },
): PauseResult {
  const isAll = asked.includes(all);
  const oneByOne = paused.includes(all) && !isAll ? stores : paused;
  const isChanged = (store: string) => (isAll || asked.includes(store)) && !erasing.includes(store);
  const changed = oneByOne.filter(isChanged);
  if (changed.length === 0) return { paused, changed };
  return { paused: oneByOne.filter((store) => !isChanged(store)), changed };
}

/** Changes what is paused on the condition that nobody else did since it was read: no change undoes another. */
async function change(
  { ledger, beforeChanging }: PauseDeps,
  next: (paused: readonly string[], erasing: readonly string[]) => PauseResult,
): Promise<PauseResult> {
  for (let round = 0; round < mostRounds; round += 1) {
    const { seen, erasing } = await read(ledger);
    const result = next(seen ?? [], erasing);
    if (result.changed.length === 0) return result;
    if (round === 0) await beforeChanging();
    if (await whetherConditionHeld(write(result.paused, ledger, { seen }))) return result;
  }
  throw new Error(`Others changed what is paused ${mostRounds} times while this was tried. Try again.`);
}

/** The present state, read consistently: `seen` is undefined where nothing was ever paused. */
async function read({ db, tableName, account }: LedgerPlace) {
  const { Item } = await db.getItem({
    TableName: tableName,
    Key: marshall({ pk: ledgerKeys(account).sharedState }),
    ConsistentRead: true,
  });
  const item = Item ? unmarshall(Item) : {};
  const { paused, erasedShops = {} } = sharedStateIn(item);
  return {
    seen: item.paused === undefined ? undefined : paused,
    erasing: Object.keys(erasedShops).filter((store) => erasedShops[store]?.open),
  };
}

/** @param before the state that is expected; without it the present one is overwritten. */
function write(
  paused: readonly string[],
  { db, tableName, account }: LedgerPlace,
  before?: { readonly seen: readonly string[] | undefined },
): Promise<unknown> {
  const { condition, values } = before ? unchanged(before.seen) : { condition: undefined, values: {} };
  return db.updateItem({
    TableName: tableName,
    Key: marshall({ pk: ledgerKeys(account).sharedState }),
    UpdateExpression: 'SET #v = :v, #paused = :paused',
    ConditionExpression: condition,
    ExpressionAttributeNames: { '#v': 'v', '#paused': 'paused' },
    ExpressionAttributeValues: marshall({
      ':v': itemVersions.shared,
      ':paused': [...paused],
      ...values,
    }),
  });
}

/** Entry by entry: the DynamoDB of the local bridge and of the tests cannot compare lists as a whole. */
function unchanged(seen: readonly string[] | undefined) {
  if (!seen) return { condition: 'attribute_not_exists(#paused)', values: {} };
  const entries = seen.map((store, index) => [`:seen${index}`, store] as const);
  return {
    condition: [
      'size(#paused) = :seen',
      ...entries.map(([name], index) => `#paused[${index}] = ${name}`),
    ].join(' AND '),
    values: { ':seen': seen.length, ...Object.fromEntries(entries) },
  };
}
