import * as v from 'valibot';
import { storeKey } from '../../../lambda/store-name';
import { CommandError } from '../../exit';
import type { Terminal } from '../../terminal';
import type { AdminCredential } from '../admin-credential';
import { type GivenOptions, given } from '../given';
import { shopOf } from '../shop';
import type { Vendor } from '../vendor';
import { credentialIn, keyOf, wooOrigin } from './access';
import { checkWooCommerce } from './check';
import { wooCustomers } from './customers';
import { subscribeWooCommerce } from './subscribe';
import { wooWebhooks } from './webhooks';

const Text = v.pipe(v.string(), v.minLength(1));

export const woocommerce: Vendor = {
  ways: ['kept', 'token'],
  hasShops: true,
  options: () => [],
  credentials: [
    /** A key of the REST API. */
    v.strictObject({ consumerKey: Text, consumerSecret: Text }),
  ],

  async subscribe(request) {
    const { terminal, store, access, options } = request;
    const origin = wooOrigin(shopOf(store, named(options)), terminal.environment);
    const known = access === 'kept' ? await request.kept() : undefined;
    const credential = known ?? (await entered(terminal, storeKey(store), 'Read/Write'));
    const webhooks = wooWebhooks({ origin, key: keyOf(credential), sleep: terminal.sleep });
    const ended = await subscribeWooCommerce({ ...request, webhooks });
    return { ended, opened: known === undefined ? credential : undefined };
  },

  check: checkWooCommerce,

  customers: {
    inputOf({ file }) {
      if (file === undefined) return "WooCommerce's list";
      throw new CommandError(
        'usage',
        'WooCommerce writes no file of customers: leave --file out. A file of your own is given with --csv.',
      );
    },
    async open({ terminal, store, options, kept, sleep, local }) {
      if (local) return wooCustomers({ origin: local.baseUrl, key: local.key, sleep }, terminal.now);
      const origin = wooOrigin(shopOf(store, named(options)), terminal.environment);
      const credential = (await kept()) ?? (await entered(terminal, storeKey(store), 'Read'));
      return wooCustomers({ origin, key: keyOf(credential), sleep }, terminal.now);
    },
  },
};

const named = ({ shop }: GivenOptions) => (typeof shop === 'string' ? shop : undefined);

/** @throws CommandError where that is no key */
const entered = async (
  terminal: Pick<Terminal, 'askSecret'>,
  store: string,
  permission: string,
): Promise<AdminCredential> =>
  credentialIn(
    given(
      await terminal.askSecret(
        `Consumer key and secret of ${store} in one line, with the permission ${permission} (ck_...:cs_...):`,
      ),
    ).trim(),
  );
