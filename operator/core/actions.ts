import { randomUUID } from 'node:crypto';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { whetherConditionHeld } from '../../lambda/aws/condition';
import type { Clock } from '../../lambda/clock';
import { ReleaseSchema } from '../../lambda/envelope';
import { itemVersions, refuseNewer } from '../../lambda/ledger/item-versions';
import { ledgerKeys, table } from '../../lambda/ledger/table';
import type { OperatorAction } from './answers/actions';
import type { OperatedEnvironment } from './environment';
import { newestFirst } from './newest-first';
import { placeOf, readItems } from './records';

const whats = [
  'replay',
  'release',
  'reveal',
  'pause',
  'resume',
  'redrive',
  'discard',
  'revoke',
  'backfill',
  'census',
  'erase',
  'done',
] as const;

const ActionItem = v.object({
  v: v.literal(itemVersions.action),
  at: v.string(),
  who: v.string(),
  what: v.picklist(whats),
  about: v.string(),
  release: v.exactOptional(ReleaseSchema),
  /** Of an act on many: how many of them are still to be done. */
  left: v.exactOptional(v.number()),
});

/** @throws NewerItem; and Error for an item that no version of this code wrote. */
function readAction(item: unknown): v.InferOutput<typeof ActionItem> {
  refuseNewer(item, 'action');
  return v.parse(ActionItem, item);
}

/** What somebody did, before it is recorded with who and when. */
export type NewAction = Omit<OperatorAction, 'at' | 'who'>;

export interface ActionLog {
  /** Rejects when it cannot be written. It names ids, stores and numbers, never personal data. */
  record(action: NewAction): Promise<void>;
  /** Records an act on so many, to be done in several calls. @returns its name, for {@link ActionLog.spend} */
  begin(action: NewAction, count: number): Promise<string>;
  /** Whether an act on many that this caller began has so many of them left; they are left no more then. */
  spend(id: string, action: Pick<NewAction, 'what' | 'release'>, count: number): Promise<boolean>;
  /** Whether this caller began this act within the last day. */
  hasBegun(id: string, action: Pick<NewAction, 'what' | 'about'>): Promise<boolean>;
  /** Newest first. */
  latest(limit: number): Promise<readonly OperatorAction[]>;
}

const daySeconds = 24 * 3600;

/** Who did what, in the ledger itself: it is kept as long as the deliveries it is about. */
export function actionLog(environment: OperatedEnvironment, clock: Clock): ActionLog {
  const { who, settings } = environment;
  const place = placeOf(environment);
  const keys = ledgerKeys(place.account);

  async function write(action: NewAction & { readonly left?: number }): Promise<string> {
    const now = clock.now();
    const at = now.toISOString();
    const id = randomUUID();
    const item = {
      pk: keys.action(id),
      ...({ v: itemVersions.action, at, who, ...action } satisfies v.InferOutput<typeof ActionItem>),
      outcomeKey: keys.actions,
      listedAt: `${at}|${id}`,
      expiresAt: Math.ceil(now.getTime() / 1000 + settings.keepDeliveriesDays * daySeconds),
    };
    await place.db.putItem({ TableName: place.tableName, Item: marshall(item) });
    return id;
  }

  return {
    async record(action) {
      await write(action);
    },

    begin: (action, count) => write({ ...action, left: count }),

    spend: (id, { what, release }, count) =>
      whetherConditionHeld(
        place.db.updateItem({
          TableName: place.tableName,
          Key: marshall({ pk: keys.action(id) }),
          UpdateExpression: 'SET #left = #left - :count',
          ConditionExpression: `#left >= :count AND who = :who AND what = :what AND ${release === undefined ? 'attribute_not_exists(#release)' : '#release = :release'}`,
          ExpressionAttributeNames: { '#left': 'left', '#release': 'release' },
          ExpressionAttributeValues: marshall(
            { ':count': count, ':who': who, ':what': what, ':release': release },
            { removeUndefinedValues: true },
          ),
        }),
      ),

    async hasBegun(id, { what, about }) {
      const pk = keys.action(id);
      const item = (await readItems([pk], place, clock)).get(pk);
      if (!item) return false;
      const begun = readAction(item);
      const isOwn = begun.who === who && begun.what === what && begun.about === about;
      return isOwn && clock.now().getTime() - Date.parse(begun.at) < daySeconds * 1000;
    },

    async latest(limit) {
      const partition = { index: table.byOutcome, value: keys.actions };
      const pks: string[] = [];
      for await (const { pk } of newestFirst([partition], { range: {}, pageSize: limit }, place)) {
        pks.push(pk);
        if (pks.length >= limit) break;
      }
      const items = await readItems(pks, place, clock);
      return pks.flatMap((pk) => {
        const item = items.get(pk);
        if (!item) return [];
        const { v: _, left: __, ...action } = readAction(item);
        return [action];
      });
    },
  };
}
