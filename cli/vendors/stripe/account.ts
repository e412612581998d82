import type { StoreSettings } from '../../../lambda/settings';
import { CommandError } from '../../exit';
import type { StripeEndpoints } from './endpoints';

/**
 * A key belongs to one account in one mode; signups of another would all be ignored.
 * @throws CommandError where it is not the store's.
 */
export async function refuseOtherStripe(
  { mode, vendorAccount }: StoreSettings,
  key: string,
  endpoints: Pick<StripeEndpoints, 'account'>,
): Promise<void> {
  // It reaches every account of the organisation, so it would not say whose customers and endpoints are meant.
  if (/^(?:sk|rk)_org_/.test(key)) {
    throw new CommandError(
      'usage',
      'That is the key of an organisation, and a store needs a key of its own account.',
      'Create a secret or restricted key in the account of the store: it begins with sk_live_, rk_live_, sk_test_ or rk_test_.',
    );
  }
  const [, keyMode] = /^(?:sk|rk)_(live|test)_/.exec(key) ?? [];
  if (keyMode === undefined) {
    throw new CommandError('usage', 'That is no key of Stripe’s API: those begin with rk_ or sk_.');
  }
  if (mode !== 'any' && keyMode !== mode) {
    throw new CommandError(
      'unsafe',
      `That is a ${keyMode} key, and this store takes ${mode} events; nothing was done.`,
    );
  }
  if (vendorAccount === 'any') return;
  const account = await endpoints.account();
  if (account !== null && account !== vendorAccount) {
    throw new CommandError(
      'unsafe',
      `That key is of ${account}, and this store is ${vendorAccount}; nothing was done.`,
    );
  }
}
