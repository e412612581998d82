import { randomInt } from 'node:crypto';
import { type Declaration, isAt } from '../../infra/config/mapping-declarations';
import type { StoreSettings } from '../../lambda/settings';
import { profiles } from '../../lambda/sources/profiles';
import { sampleSignup } from '../../local/send/sample-signup';
import { CommandError } from '../exit';

export interface MadeUpSignup {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What the signup has for the store's `mapping.ts`. */
export interface SampleValues {
  /** What the mapping's pieces declare that they read. */
  readonly declarations: readonly Declaration[];
  /** By name: those that are to be a certain text. */
  readonly given: Readonly<Record<string, string>>;
}

/**
 * A signup of a made-up shopper, marked as a selftest and signed with the store's secret. It has a value under each name
 * that the store's mapping reads: else a mapping that waits for a number would skip it.
 */
export function madeUpSignup(
  store: StoreSettings,
  secret: string,
  now: Date,
  values: SampleValues = { declarations: [], given: {} },
): MadeUpSignup {
  const { source: name, vendorAccount } = store;
  const profile = profiles.get(name);
  if (!profile) throw new CommandError('usage', `There is no selftest of ${name}.`);
  const account = { vendorAccount, mode: 'any' } as const;
  const sample = sampleSignup(profile, now, account, { values: valuesFor(store, values) });
  const signup = profile.asSelftest(sample);
  return {
    headers: { 'content-type': 'application/json', ...signup.headers, ...profile.sign(signup, secret, now) },
    body: signup.body,
  };
}

/** Digits that nobody's number is, for what has no text of its own. No date, so none for a birthday and a gender. */
function valuesFor(store: StoreSettings, { declarations, given }: SampleValues) {
  const { birthDate, gender, values } = store.mapping;
  const read = declarations.flatMap(({ reads, places }) => (isAt(places, store) ? (reads.values ?? []) : []));
  const names = [...(values ?? []), ...read].filter((name) => name !== birthDate && name !== gender);
  const digits = String(randomInt(10 ** 12, 10 ** 13));
  return { ...Object.fromEntries(names.map((name) => [name, digits])), ...given };
}
