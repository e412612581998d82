import type { StoreSettings } from '../lambda/settings';
import { sources } from '../lambda/sources/registry';
import type { ReadableEvent } from '../operator/core/mapped-today';
import { CommandError } from './exit';

/** Headers that the vendor sends with every body: the fewest that make it a signup. */
const usualHeaders: Readonly<Record<string, (store: StoreSettings) => Readonly<Record<string, string>>>> = {
  shopify: ({ vendorAccount }) => ({
    'x-shopify-topic': 'customers/create',
    'x-shopify-shop-domain': vendorAccount,
  }),
};

/**
 * A captured body, as if it had just been received.
 * @param headers as in `X-Shopify-Topic: customers/update`; they go before the usual ones.
 */
export function capturedEvent(
  body: Buffer,
  headers: readonly string[],
  store: StoreSettings,
  receivedAt: Date,
): ReadableEvent {
  const source = sources.get(store.source);
  if (!source) throw new CommandError('failed', `This code knows no source ${store.source}.`);
  const given = headers.map((header) => {
    const [, name = '', value = ''] = /^([\w-]+):\s*(.*)$/.exec(header) ?? [];
    if (name === '') {
      throw new CommandError(
        'usage',
        `"${header}" is no header.`,
        "Write it as 'X-Shopify-Topic: customers/update'.",
      );
    }
    return [name.toLowerCase(), value] as const;
  });
  const all = { ...usualHeaders[store.source]?.(store), ...Object.fromEntries(given) };
  const kept = Object.entries(all).filter(([name]) => source.keptHeaders.includes(name));
  return { source, store, event: { body, headers: Object.fromEntries(kept), receivedAt } };
}
