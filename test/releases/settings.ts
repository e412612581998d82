import type { CompiledMapping } from '../../lambda/mapping/compiled-mapping';
import { parseSettings, type Settings, type StoreSettings } from '../../lambda/settings';
import { localSettings } from '../../local/local-settings';
import { ownMapping } from '../support/own-mapping';
import { consent } from '../support/stories';

/** The label of the Masivo account that begins every frozen key. */
export const account = 'frozen';

/** A metafield has the shopper's number in the shop. */
const numbered = ownMapping(({ details }, customer) => ({
  ...customer,
  id: details.value('loyalty.number') ?? customer.id,
}));

interface Own {
  readonly mapping?: CompiledMapping;
  readonly store?: Partial<StoreSettings>;
  readonly sameEmail?: Settings['sameEmail'];
  readonly masivo?: Partial<Settings['masivo']>;
}

/**
 * What stories are told under, by name. Settings are deployed with the code that reads them and are stored nowhere, so a
 * release freezes the name alone, and these change with the code.
 */
const named = {
  usual: {},
  'one creation an hour': { store: { maxCreationsPerHour: 1 } },
  'one e-mail, two accounts': { sameEmail: 'refuse' },
  'five requests a second': { masivo: { rateLimit: { perSecond: 5 } } },
  "the shop's own numbers": { store: { mapping: { ownIds: true } }, mapping: numbered },
} satisfies Readonly<Record<string, Own>>;

/** The `mapping.ts` of an environment of this name, where it has one. */
export const mappingNamed = (name: SettingsName): CompiledMapping | undefined => {
  const { mapping }: Own = named[name];
  return mapping;
};

export type SettingsName = keyof typeof named;

export function settingsNamed(name: SettingsName, baseUrl: string): Settings {
  const own: Own = named[name];
  const base = localSettings({ baseUrl, account });
  const stores = [...base.stores, ...base.stores.map((store) => ({ ...store, store: 'second' }))];
  return parseSettings({
    ...base,
    sameEmail: own.sameEmail ?? 'link',
    masivo: { ...base.masivo, timeoutMs: 400, ...own.masivo },
    stores: stores.map((store) => ({ ...store, emailsVerified: true, consent, ...own.store })),
  });
}
