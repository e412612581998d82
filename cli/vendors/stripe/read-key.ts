import Stripe from 'stripe';
import type { StoreSettings } from '../../../lambda/settings';
import { refuseOtherStripe, refuseUnrestricted } from './account';
import { RefusedByStripe, refusing, type StripeDeps, stripeClient } from './client';
import { stripeEndpoints } from './endpoints';

/** The newest customers: a merchant who opted in has some of the new kind among them soon. */
const looked = 20;

/**
 * Whether customers of the account are Accounts (Accounts v2) as well: a Customer then has a `customer_account`. No
 * call of its own tells whether a merchant opted in, and outside Connect those to Accounts need a preview version. So
 * true is sure, and false is not. Nothing of the customers is kept or shown.
 * @returns undefined where the key may not list customers, or Stripe does not answer
 */
export async function hasAccountsAsCustomers(deps: StripeDeps): Promise<boolean | undefined> {
  const stripe = stripeClient(deps);
  try {
    const { data } = await refusing('Customers: Read', () => stripe.customers.list({ limit: looked }));
    return data.some(({ customer_account }) => typeof customer_account === 'string');
  } catch (error) {
    if (error instanceof RefusedByStripe) return undefined;
    throw error;
  }
}

/**
 * Whether `deliver` can read the store's customers with this key. It asks for one customer, and where metadata holds
 * consent for one event. These ids are nobody's, so no personal data is read.
 * @throws CommandError
 */
export async function refuseReadKey(store: StoreSettings, deps: StripeDeps): Promise<void> {
  refuseUnrestricted(store, deps.key);
  try {
    await refuseOtherStripe(store, deps.key, stripeEndpoints(deps));
    await refuseUnreading(store, deps);
  } catch (error) {
    if (!(error instanceof RefusedByStripe) || error.status !== 401) throw error;
    // `subscribe` does not ask for this key.
    throw new RefusedByStripe(401, error.message, 'Was it revoked, or copied in part?');
  }
}

async function refuseUnreading({ consent }: StoreSettings, deps: StripeDeps): Promise<void> {
  const { customers, v2 } = stripeClient(deps);
  await missing('Customers: Read', () => customers.retrieve('cus_nobody'));
  if (consent === 'off' || Object.keys(consent.metadataKeys).length === 0) return;
  await missing('Events: Read', () => v2.core.events.retrieve('evt_nothing'));
}

/** Only a key that may read is told that there is no such object (404), or that no object has such an id (400). */
const missing = (needs: string, read: () => Promise<unknown>) =>
  refusing(needs, async () => {
    try {
      await read();
    } catch (error) {
      const isTold = error instanceof Stripe.errors.StripeError && /^40[04]$/.test(String(error.statusCode));
      if (!isTold) throw error;
    }
  });
