import { randomUUID } from 'node:crypto';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { itemVersion } from '../lambda/ledger/delivery-record';
import { ledgerKeys, table } from '../lambda/ledger/table';
import type { Clock } from './clock';
import { newestFirst } from './index-keys';
import type { OperatorAction } from './operator';
import { type LedgerPlace, readItems } from './records';

const whats = ['replay', 'release', 'reveal', 'pause', 'redrive', 'revoke', 'backfill'] as const;

const ActionItem = v.object({
  v: v.literal(itemVersion),
  at: v.string(),
  who: v.string(),
  what: v.picklist(whats),
  about: v.string(),
});

export interface ActionLog {
  /** Rejects when it could not be written: then nobody may see what it would have told of. */
  record(action: Pick<OperatorAction, 'what' | 'about'>): Promise<void>;
  /** Newest first. */
  latest(limit: number): Promise<readonly OperatorAction[]>;
}

export interface ActionLogOptions {
  readonly place: LedgerPlace;
  readonly who: string;
  /** As long as the deliveries they are about. */
  readonly keepMs: number;
  readonly clock: Clock;
}

/** Who did what, in the ledger itself: the same permissions write both, and it needs no place of its own. */
export function actionLog({ place, who, keepMs, clock }: ActionLogOptions): ActionLog {
  const keys = ledgerKeys(place.account);
  return {
    async record({ what, about }) {
      const now = clock.now();
      const at = now.toISOString();
      const id = randomUUID();
      const action: v.InferOutput<typeof ActionItem> = { v: itemVersion, at, who, what, about };
      const item = {
        pk: keys.action(id),
        ...action,
        outcomeKey: keys.actions,
        listedAt: `${at}|${id}`,
        expiresAt: Math.ceil((now.getTime() + keepMs) / 1000),
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
