import { resolve } from 'node:path';
import Stripe from 'stripe';
import { storeKey } from '../../../lambda/store-name';
import { describedFile } from '../../backfill/given-file';
import type { OpenReader } from '../../backfill/reader';
import { given } from '../given';
import { refuseOtherStripe } from './account';
import { stripeCustomers } from './customers';
import { stripeEndpoints } from './endpoints';
import { stripeFile } from './files';
import { stripeOrigin } from './origin';

/** Stripe's list, page by page, with Stripe's own client. */
export const stripeReader: OpenReader = {
  inputOf({ file }) {
    if (file === undefined) return "Stripe's list";
    return describedFile(file);
  },
  async open({ terminal, store, options: { file }, kept: askKept, sleep, local }) {
    if (file !== undefined) return stripeFile(resolve(file));
    const key =
      local?.key ??
      (await askKept())?.key ??
      given(await terminal.askSecret(`Key of the Stripe account of ${storeKey(store)} ("Customers: Read"):`));
    const origin = stripeOrigin(terminal.environment, local?.baseUrl);
    // The list names no account: another account's customers would be taken for this store's.
    if (!local) await refuseOtherStripe(store, key, stripeEndpoints({ key, origin }));
    const { protocol, hostname, port } = new URL(origin);
    const stripe = new Stripe(key, {
      // Our own retries follow, with longer delays than the client's.
      maxNetworkRetries: 0,
      timeout: 30_000,
      telemetry: false,
      host: hostname,
      port: port || '443',
      protocol: protocol === 'http:' ? 'http' : 'https',
    });
    return stripeCustomers({ stripe, now: terminal.now, sleep });
  },
};
