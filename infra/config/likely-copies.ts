import { type Environment, fieldOf, type NamedStore } from './config';
import { at, type Mistake } from './config-error';

const dayMs = 24 * 3600_000;
/** A store that has been live for so long says that it has. */
const longPastDays = 365;

/** Copied from another client, it would pay rewards to the shoppers of all that time. */
export function longPast({ key, config }: NamedStore, now: Date): Mistake[] {
  if (config.signupsSince === undefined || config.creates === false || config.longLive) return [];
  const days = Math.floor((now.getTime() - Date.parse(config.signupsSince)) / dayMs);
  if (days <= longPastDays) return [];
  return [
    at(
      `${fieldOf(key)}.signupsSince`,
      `is ${days} days ago, and who signed up since then is created with rewards. If the store went live then, set longLive: true`,
    ),
  ];
}

/** A Masivo account that is named like a live one; `pre-prod` and `non-prod` are not. */
export const liveName = /(^|(?<!(^|[^a-z])(pre|non))[^a-z])(prod|production|live)([^a-z]|$)/i;

/** Nothing but its name tells a Masivo account: whoever names one like production's means it, or copied it. */
export function liveAccount({ masivo }: Environment): Mistake[] {
  if (masivo.liveOnPurpose || !liveName.test(masivo.account)) return [];
  return [at('masivo.account', `${masivo.account} looks like a live account. ${testCustomers}`)];
}

export const testCustomers =
  'Test shoppers would become its customers. If that is intended, set masivo.liveOnPurpose: true';
