import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { systemClock } from '../../../lambda/clock';
import { shopify } from '../../../lambda/sources/shopify/source';
import { describedFile } from '../../backfill/given-file';
import type { OpenReader, ReaderRequest } from '../../backfill/reader';
import { CommandError } from '../../exit';
import { shopOf } from '../shop';
import { fetchShopifyCustomers } from './bulk';
import { customersQuery } from './customer-node';
import { shopifyCustomers } from './customers';
import { enterShopify } from './entry';
import { shopifyGraphQl } from './graphql';
import { ownOptions } from './options';
import { shopifyOrigin } from './origin';

/** A bulk operation's file, fetched once per run, or a file that was given. */
export const shopifyReader: OpenReader = {
  inputOf({ file }) {
    if (file === undefined) return 'a bulk operation of Shopify';
    return describedFile(file);
  },
  async open(request) {
    const { options, folder, terminal, local } = request;
    if (local && options.file === undefined) {
      throw new CommandError(
        'usage',
        'The Shopify of the local run has no bulk operations, by which customers are listed.',
        'Give a file that a bulk operation wrote with --file, or read a real shop with --access and --shop.',
      );
    }
    const file = options.file === undefined ? folder.customers : resolve(options.file);
    if (!existsSync(file)) await fetchAll(request, file);
    return shopifyCustomers(file, terminal.now);
  },
};

async function fetchAll(request: ReaderRequest, file: string) {
  const { terminal, store, since, options, kept, changeKept, sleep } = request;
  const { shop: named, access, clientId, callbackPort, keep: keeps } = ownOptions(options);
  const shop = shopOf(store, named);
  const origin = shopifyOrigin(shop, terminal.environment);
  const { accessToken } = await enterShopify({
    way: access,
    kept: (access ?? 'kept') === 'kept' ? await kept() : undefined,
    ...{ changeKept, keeps, shop, origin, clientId, callbackPort, terminal, sleep },
    now: systemClock.now,
  });
  terminal.err(`${shop} writes its customers into a file: this takes minutes.`);
  const mapping = { ...shopify.defaultMapping, ...store.mapping };
  await fetchShopifyCustomers(customersQuery(mapping, since), file, {
    graphQl: (query, variables) => shopifyGraphQl({ origin, accessToken, sleep }, query, variables),
    sleep,
    onProgress: () => {},
  });
}
