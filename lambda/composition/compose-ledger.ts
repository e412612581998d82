import { type DynamoDbLedgerOptions, dynamoDbLedger } from '../aws/dynamodb-ledger';
import { dynamoDbSharedItems } from '../aws/dynamodb-shared-items';
import type { Ledger } from '../ledger/ledger';
import type { SharedItems } from '../ledger/shared-items';
import { newId as uniqueId } from '../new-id';

export interface LedgerParts {
  readonly ledger: Ledger;
  /** What all workers share: the circuit, pauses, slots and counts. */
  readonly items: SharedItems;
}

export interface ComposeLedgerDeps
  extends Pick<DynamoDbLedgerOptions, 'tableName' | 'account' | 'db' | 'hash' | 'now'> {
  readonly keepDeliveriesDays: number;
  readonly ledgerRestoredAt: string | undefined;
  readonly newId?: (() => string) | undefined;
}

/** What all workers share, for whoever asks nothing about customers. */
export const composeSharedItems = ({
  newId = uniqueId,
  ...table
}: Pick<ComposeLedgerDeps, 'tableName' | 'account' | 'db' | 'newId'>): SharedItems =>
  dynamoDbSharedItems({ ...table, newId });

/** What is remembered in one table for one Masivo account. */
export function composeLedger({
  keepDeliveriesDays,
  ledgerRestoredAt,
  now,
  newId = uniqueId,
  ...table
}: ComposeLedgerDeps): LedgerParts {
  const keepDeliveriesMs = keepDeliveriesDays * 24 * 3600_000;
  const restored = ledgerRestoredAt === undefined ? {} : { restoredAt: Date.parse(ledgerRestoredAt) };
  return {
    ledger: dynamoDbLedger({ ...table, ...restored, now, newId, keepDeliveriesMs }),
    items: composeSharedItems({ ...table, newId }),
  };
}
