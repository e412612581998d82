import { parseSettings, type Settings, type StoreSettings } from '../../lambda/settings';
import { localSettings } from '../../local/local-settings';
import { consent } from '../support/stories';

/** The label of the Masivo account that begins every frozen key. */
export const account = 'frozen';

interface Own {
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
} satisfies Readonly<Record<string, Own>>;

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
