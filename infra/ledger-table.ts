import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { table } from '../lambda/ledger/table';
import type { Protection } from './protection';

const text = (name: string) => ({ name, type: AttributeType.STRING });

/** The ledger (lambda/ledger/table.ts). "Exactly once" rests on it, so it is protected most. */
export function ledgerTable(
  scope: Construct,
  id: string,
  { key, live, recoveryDays, removalPolicy }: Protection,
): Table {
  const ledger = new Table(scope, id, {
    partitionKey: text(table.key),
    timeToLiveAttribute: table.expiry,
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: {
      pointInTimeRecoveryEnabled: true,
      recoveryPeriodInDays: recoveryDays,
    },
    ...(key
      ? { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key }
      : { encryption: TableEncryption.AWS_MANAGED }),
    deletionProtection: live,
    removalPolicy,
  });
  for (const { name, hash, range } of [table.byOutcome, table.byOwner]) {
    ledger.addGlobalSecondaryIndex({
      indexName: name,
      partitionKey: text(hash),
      sortKey: text(range),
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }
  return ledger;
}
