import type { StoreSettings } from '../../../lambda/settings';
import { CommandError } from '../../exit';
import type { StripeAccount } from './endpoints';

type Store = Pick<StoreSettings, 'mode' | 'vendorAccount'>;

/**
 * A key belongs to one account in one mode; signups of another would all be ignored.
 * @throws CommandError where it is not the store's.
 */
export async function refuseOtherStripe(
  store: Store,
  key: string,
  endpoints: Pick<StripeAccount, 'account'>,
): Promise<void> {
  refuseOtherKey(store, key);
  if (store.vendorAccount === 'any') return;
  const account = await endpoints.account();
  if (account !== null && account !== store.vendorAccount) {
    throw new CommandError(
      'unsafe',
      `That key is of ${account}, and this store is ${store.vendorAccount}; nothing was done.`,
    );
  }
}

/** What the key itself shows, without asking Stripe. @throws CommandError */
function refuseOtherKey({ mode }: Store, key: string): void {
  // All keys of organisations begin like that, restricted or not: https://docs.stripe.com/keys/organization-api-keys
  if (/^(?:sk|rk)_org_/.test(key)) {
    throw new CommandError(
      'usage',
      'That is the key of an organisation. It reaches every account of the organisation, and Stripe takes it only with the header Stripe-Context, which names the account that is meant; a store needs a key of its own account.',
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
}

/**
 * A key for `deliver`, which only reads: whoever got hold of a secret key could do anything in the account.
 * @throws CommandError
 */
export function refuseUnrestricted(store: Store, key: string): void {
  if (/^whsec_/.test(key)) {
    throw new CommandError(
      'usage',
      'That is what an endpoint signs with, and no key to Stripe’s API; nothing was changed.',
      '`secrets set stripe`, without --key, takes it.',
    );
  }
  if (/^sk_(live|test)_/.test(key)) {
    throw new CommandError(
      'usage',
      'That is a secret key, which may do anything in the account; nothing was changed.',
      'Create a restricted key in its place: it begins with rk_live_ or rk_test_.',
    );
  }
  refuseOtherKey(store, key);
}
