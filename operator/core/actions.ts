import { randomUUID } from 'node:crypto';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { type Clock, systemClock } from '../../lambda/clock';
import { ReleaseSchema } from '../../lambda/envelope';
import { itemVersion } from '../../lambda/ledger/delivery-record';
import { ledgerKeys, table } from '../../lambda/ledger/table';
import type { OperatorAction } from './answers/actions';
import type { OperatedEnvironment } from './environment';
import { newestFirst } from './index-keys';
import { placeOf, readItems } from './records';

const whats = [
  'replay',
  'release',
  'reveal',
  'pause',
  'resume',
  'redrive',
  'revoke',
  'backfill',
  'erase',
  'done',
] as const;

const ActionItem = v.object({
  v: v.literal(itemVersion),
  at: v.string(),
  who: v.string(),
  what: v.picklist(whats),
  about: v.string(),
  release: v.exactOptional(ReleaseSchema),
});

export interface ActionLog {
  /** Rejects when it cannot be written. It names ids, stores and numbers, never personal data. */
  record(action: Omit<OperatorAction, 'at' | 'who'>): Promise<void>;
  /** Newest first. */
  latest(limit: number): Promise<readonly OperatorAction[]>;
}

const daySeconds = 24 * 3600;

/** Who did what, in the ledger itself: it is kept as long as the deliveries it is about. */
export function actionLog(environment: OperatedEnvironment, clock: Clock = systemClock): ActionLog {
  const { who, settings } = environment;
  const place = placeOf(environment);
  const keys = ledgerKeys(place.account);
  return {
    async record(action) {
      const now = clock.now();
      const at = now.toISOString();
      const id = randomUUID();
      const item = {
        pk: keys.action(id),
        ...({ v: itemVersion, at, who, ...action } satisfies v.InferOutput<typeof ActionItem>),
        outcomeKey: keys.actions,
        listedAt: `${at}|${id}`,
        expiresAt: Math.ceil(now.getTime() / 1000 + settings.keepDeliveriesDays * daySeconds),
      };
      await place.client.send(new PutItemCommand({ TableName: place.tableName, Item: marshall(item) }));
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
        const { v: _, ...action } = v.parse(ActionItem, item);
        return [action];
      });
    },
  };
}
