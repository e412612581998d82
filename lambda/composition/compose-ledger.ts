import { type DynamoDbLedgerOptions, dynamoDbLedger } from '../aws/dynamodb-ledger';
import { dynamoDbSharedItems } from '../aws/dynamodb-shared-items';
import type { Ledger } from '../ledger/ledger';
import type { SharedItems } from '../ledger/shared-items';

export interface LedgerParts {
  readonly ledger: Ledger;
  /** What all workers share: the circuit, pauses, slots and counts. */
  readonly items: SharedItems;
}

export interface ComposeLedgerDeps
  extends Pick<DynamoDbLedgerOptions, 'tableName' | 'account' | 'client' | 'now' | 'newId'> {
  readonly keepDeliveriesDays: number;
}

/** What is remembered in one table for one Masivo account. */
export function composeLedger({ keepDeliveriesDays, now, ...table }: ComposeLedgerDeps): LedgerParts {
  return {
    ledger: dynamoDbLedger({ ...table, now, keepDeliveriesMs: keepDeliveriesDays * 24 * 3600_000 }),
    items: dynamoDbSharedItems(table),
  };
}
