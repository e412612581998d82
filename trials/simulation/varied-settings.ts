import { storeKey } from '../../lambda/store-name';
import type { Random } from '../chaos/random';
import type { Customer, SettingsTraits, StoreTraits } from './spec';

/** Most environments have every setting at its usual value; each of the others has a few that differ. */
export function variedSettings(customers: readonly Customer[], random: Random): SettingsTraits {
  if (random.chance(0.7)) return {};
  const keys = [...new Set(customers.map(storeKey))];
  return {
    ...(random.chance(0.4) ? { sameEmail: 'refuse' } : {}),
    ...(random.chance(0.3) ? { onlyNamed: true } : {}),
    stores: Object.fromEntries(keys.map((key) => [key, variedStore(random)])),
  };
}

const variedStore = (random: Random): StoreTraits => ({
  ...(random.chance(0.2) ? { creates: false } : {}),
  ...(random.chance(0.35) ? { consent: 'off' } : {}),
  ...(random.chance(0.35) ? { signupsSince: 'absent' } : {}),
});
