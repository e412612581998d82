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

const liveWord = /(^|(?<!(^|[^a-z])(pre|non))[^a-z])(prod|production|live)([^a-z]|$)/i;
const testWord = /(^|[^a-z])(test|dev|staging|sandbox)([^a-z]|$)/i;

/**
 * Whether a name says live: it has the word `prod`, `production` or `live`, without `pre` or `non` before it. That decides
 * nothing. An environment is live by its `mode` alone, and where a test environment has such a name, or its Masivo account
 * has, it is asked which of the two is meant.
 */
export const namedLive = (name: string): boolean => liveWord.test(name);

/**
 * A test environment of that name is probably a copy whose `mode` was forgotten: its data would go with the stack. One
 * whose name says test, too, is none.
 */
export function liveEnvironment({ name, mode }: Pick<Environment, 'name' | 'mode'>): Mistake[] {
  if (mode === 'live' || !namedLive(name) || testWord.test(name)) return [];
  return [
    at(
      'mode',
      `is test, and ${name} is named like a live environment. A test environment says so in its name: ${name}-test`,
      'live',
    ),
  ];
}

/** Nothing but its name tells a Masivo account: whoever names one like production's means it, or copied it. */
export function liveAccount({ masivo, mode }: Pick<Environment, 'masivo' | 'mode'>): Mistake[] {
  if (mode === 'live' || masivo.liveOnPurpose || !namedLive(masivo.account)) return [];
  return [at('masivo.account', `${masivo.account} looks like a live account. ${testCustomers}`)];
}

export const testCustomers =
  'Test shoppers would become its customers. If that is intended, set masivo.liveOnPurpose: true';
