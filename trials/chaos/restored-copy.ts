import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AttributeValue, BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { systemClock } from '../../lambda/clock';
import { parsedJson } from '../../lambda/json';
import { keyedHash } from '../../lambda/secrets/keyed-hash';
import { parseSettings } from '../../lambda/settings';
import { keptSecrets } from '../../local/kept-secrets';
import { createLedgerTable } from '../../local/ledger-table';
import { tableName } from '../../local/stand-ins';
import { carryOver } from '../../operator/core/carry-over';

export const restoredTable = 'restored-ledger';
const mostAtOnce = 25;

/**
 * What an operator does before attaching a ledger that was restored as of an earlier second: a table with these items,
 * and what they have forgotten carried over.
 */
export async function restoreCopy(
  client: DynamoDBClient,
  items: readonly Record<string, AttributeValue>[],
  dataDir: string,
): Promise<void> {
  await createLedgerTable(client, restoredTable);
  for (let from = 0; from < items.length; from += mostAtOnce) {
    const puts = items.slice(from, from + mostAtOnce).map((Item) => ({ PutRequest: { Item } }));
    // The stand-in has no limit that would leave some of them unwritten.
    await client.send(new BatchWriteItemCommand({ RequestItems: { [restoredTable]: puts } }));
  }
  const { emailIndex } = keptSecrets(dataDir, []);
  await carryOver({
    client,
    from: tableName,
    to: restoredTable,
    settings: parseSettings(parsedJson(readFileSync(join(dataDir, 'settings.json'), 'utf8'))),
    hash: keyedHash(async () => emailIndex),
    clock: { now: systemClock.now },
  });
}
