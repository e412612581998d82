import type { Settings } from '../../lambda/settings';
import { modelled, modelledAccount } from '../vendors/modelled';

/**
 * What the measurement takes of each limit, and a little more. Workers take a fiftieth or a hundredth of a limit at once,
 * at least one: so a limit that is raised to this is asked for no more rarely than the configured one.
 */
const needed = { creations: 99, requests: 199 };

/**
 * An environment's settings, with one store that takes the modelled vendor's events: an environment's own where it has
 * one, else its first with another source. What it asks of Masivo and writes to the ledger stays as it is configured;
 * limits are as they are, unless they are too low for the events that are measured.
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
      ...(rateLimit?.perDay === undefined
        ? {}
        : { rateLimit: { ...rateLimit, perDay: Math.max(rateLimit.perDay, needed.requests) } }),
    },
    stores: [
      {
        ...others,
        source: modelled,
        mapping: store.source === modelled ? store.mapping : {},
        vendorAccount: modelledAccount,
        mode: 'any',
        creates: true,
        ...(maxCreationsPerHour === undefined
          ? {}
          : { maxCreationsPerHour: Math.max(maxCreationsPerHour, needed.creations) }),
      },
    ],
  };
}
