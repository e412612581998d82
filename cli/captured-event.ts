import type { StoreSettings } from '../lambda/settings';
import { profiles } from '../lambda/sources/profiles';
import type { ReadableEvent } from '../operator/core/mapped-today';
import { CommandError } from './exit';

/**
 * A captured body, as if it had just been received.
 * @param headers as in `X-Topic: customers/update`; they go before the usual ones.
 */
export function capturedEvent(
  body: Buffer,
  headers: readonly string[],
  store: StoreSettings,
  receivedAt: Date,
): ReadableEvent {
  const profile = profiles.get(store.source);
  if (!profile) throw new CommandError('failed', `This code knows no source ${store.source}.`);
  const { source } = profile;
  const given = headers.map((header) => {
    const [, name = '', value = ''] = /^([\w-]+):\s*(.*)$/.exec(header) ?? [];
    if (name === '') {
      throw new CommandError(
        'usage',
        `"${header}" is no header.`,
        "Write it as 'X-Topic: customers/update'.",
      );
    }
    return [name.toLowerCase(), value] as const;
  });
  const all = { ...profile.usualHeaders(store.vendorAccount), ...Object.fromEntries(given) };
  const kept = Object.entries(all).filter(([name]) => source.keptHeaders.includes(name));
  return { source, store, event: { body, headers: Object.fromEntries(kept), receivedAt } };
}
