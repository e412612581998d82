import { composeSharedItems } from '../../lambda/composition/compose-ledger';
import { lacksWhatWasCarriedOver } from '../../lambda/delivery/carried-over';
import { sdkDynamoDb } from '../../operator/core/sdk-calls';
import type { ConnectedEnvironment } from '../connection/environment';
import { CommandError } from '../exit';

/** @throws CommandError for a restored ledger that does not know yet who was erased: a list may hold those people. */
export async function refuseNotCarriedOver(environment: ConnectedEnvironment): Promise<void> {
  const { ledgerRestoredAt, masivo } = environment.settings;
  const { client, tableName } = environment.ledger;
  const items = composeSharedItems({ tableName, account: masivo.account, db: sdkDynamoDb(client) });
  if (!lacksWhatWasCarriedOver(await items.sharedState(), ledgerRestoredAt)) return;
  throw new CommandError(
    'unsafe',
    'The ledger was restored, and what the one before knew of erasures was not carried over into it.',
    'Run carryover first (docs/operate/restore.md).',
  );
}
