import * as v from 'valibot';
import { systemClock } from '../../../lambda/clock';
import type { StoreSettings } from '../../../lambda/settings';
import { expiringTokens } from '../../../lambda/sources/shopify/tokens';
import { CommandError } from '../../exit';
import { shopOf } from '../shop';
import type { ApproveReading, ReadingAsked } from '../vendor';
import { enterShopify } from './entry';
import { callbackPortOption } from './options';
import { shopifyOrigin } from './origin';

const Options = v.object({ callbackPort: v.number() });

/** For shops of another organisation than the app's. */
export const approveReading: ApproveReading = {
  options: () => [callbackPortOption()],
  approve,
};

async function approve(
  store: StoreSettings,
  { clientId, options, kept, terminal }: ReadingAsked,
): Promise<string | Readonly<Record<string, string>>> {
  const { callbackPort } = v.parse(Options, options);
  const shop = shopOf(store, undefined);
  // An app has one pair of tokens in a shop: a new approval ends those of the one before.
  if (expiringTokens(kept)?.clientId === clientId) {
    throw new CommandError(
      'unsafe',
      `The command subscribe has tokens of the app ${clientId} at ${shop}, which another approval would end; nothing was done.`,
      'Make an app of its own for `reconcile`, with the scope read_customers alone.',
    );
  }
  const { credential } = await enterShopify({
    way: 'browser',
    kept: undefined,
    keeps: false,
    changeKept: async () => undefined,
    origin: shopifyOrigin(shop, terminal.environment),
    ...{ shop, clientId, callbackPort, terminal },
    ...systemClock,
  });
  // One that lasts is put in as such.
  return expiringTokens(credential) ?? credential.token ?? credential;
}
