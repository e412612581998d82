import type { Settings } from '../../lambda/settings';
import { modelled, modelledAccount } from '../vendors/modelled';

const plenty = 100_000;

/**
 * An environment's settings, with one store that takes the modelled vendor's events: an environment's own where it has
 * one, else its first with another source. What it asks of Masivo and writes to the ledger stays as it is configured;
 * limits are high enough for the few events that are measured.
 */
export function measurable(settings: Settings): Settings {
  const store = settings.stores.find(({ source }) => source === modelled) ?? settings.stores[0];
  if (!store) throw new Error('The settings have no store');
  const { signupsSince: _, maxCreationsPerHour, ...others } = store;
  const { rateLimit } = settings.masivo;
  return {
    ...settings,
    masivo: {
      ...settings.masivo,
      ...(rateLimit?.perDay === undefined ? {} : { rateLimit: { ...rateLimit, perDay: plenty } }),
    },
    stores: [
      {
        ...others,
        source: modelled,
        mapping: store.source === modelled ? store.mapping : {},
        vendorAccount: modelledAccount,
        mode: 'any',
        creates: true,
        ...(maxCreationsPerHour === undefined ? {} : { maxCreationsPerHour: plenty }),
      },
    ],
  };
}
