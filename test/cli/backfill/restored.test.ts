import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { environmentDeps } from '../../../cli/backfill/environment';
import { refuseNotCarriedOver } from '../../../cli/backfill/restored';
import { systemClock } from '../../../lambda/clock';
import { ledgerKeys } from '../../../lambda/ledger/table';
import { markErased } from '../../../operator/core/erase-shop/erase-shop';
import { sdkDynamoDb } from '../../../operator/core/sdk-calls';
import { startStandIns } from '../../support/stand-ins';

test('a store that is being erased is known from the ledger, whoever is paused', async () => {
  const standIns = await startStandIns();
  const { environment } = standIns.environmentOf('erased');
  const { isBeingErased } = environmentDeps(environment, systemClock);
  const place = { db: sdkDynamoDb(standIns.database), tableName: 'ledger', account: 'erased' };
  const shop = { source: 'shopify', store: 'default' };
  const mark = (erased: Parameters<typeof markErased>[1]) => markErased('shopify/default', erased, place);

  expect(await isBeingErased(shop)).toBe(false);
  await mark({ at: 1, open: { resumes: false, since: 2 } });
  expect(await isBeingErased(shop)).toBe(true);
  expect(await isBeingErased({ ...shop, store: 'other' })).toBe(false);
  await mark({ at: 1 });
  expect(await isBeingErased(shop)).toBe(false);
  await standIns.close();
});

/** A backfill's list may hold people whom a restored ledger does not know to be erased. */
test('a restored ledger is used only once erasures were carried over into it', async () => {
  const standIns = await startStandIns();
  const { environment } = standIns.environmentOf('restored');
  const ledgerRestoredAt = '2026-11-27T10:00:00Z';
  const restored = { ...environment, settings: { ...environment.settings, ledgerRestoredAt } };
  const carriedOver = (at: string) =>
    standIns.database.send(
      new UpdateItemCommand({
        TableName: 'ledger',
        Key: { pk: { S: ledgerKeys('restored').sharedState } },
        UpdateExpression: 'SET carriedOver = :at',
        ExpressionAttributeValues: { ':at': { N: String(Date.parse(at)) } },
      }),
    );

  await expect(refuseNotCarriedOver(environment)).resolves.toBeUndefined();
  await expect(refuseNotCarriedOver(restored)).rejects.toThrow(/not carried over/);
  // Into an earlier restore.
  await carriedOver('2026-11-20T10:00:00Z');
  await expect(refuseNotCarriedOver(restored)).rejects.toThrow(/not carried over/);
  await carriedOver('2026-11-27T10:05:00Z');
  await expect(refuseNotCarriedOver(restored)).resolves.toBeUndefined();
  await standIns.close();
});
