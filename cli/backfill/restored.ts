import { composeSharedItems } from '../../lambda/composition/compose-ledger';
import { lacksWhatWasCarriedOver } from '../../lambda/delivery/carried-over';
import type { OperatedEnvironment } from '../../operator/core/environment';
import { placeOf } from '../../operator/core/records';
import { sdkDynamoDb } from '../../operator/core/sdk-calls';
import { CommandError } from '../exit';

/** @throws CommandError for a restored ledger that does not know yet who was erased: a list may hold those people. */
export async function refuseNotCarriedOver(environment: OperatedEnvironment): Promise<void> {
  const { ledgerRestoredAt } = environment.settings;
  const place = placeOf(environment);
  const items = composeSharedItems({ ...place, db: sdkDynamoDb(place.client) });
  if (!lacksWhatWasCarriedOver(await items.sharedState(), ledgerRestoredAt)) return;
  throw new CommandError(
    'unsafe',
    'The ledger was restored, and what the one before knew of erasures was not carried over into it.',
    'Run carryover first (docs/deploy.md).',
  );
}
