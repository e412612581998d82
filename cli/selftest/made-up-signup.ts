import type { StoreSettings } from '../../lambda/settings';
import { profiles } from '../../lambda/sources/profiles';
import { sampleSignup } from '../../local/send/sample-signup';
import { CommandError } from '../exit';

export interface MadeUpSignup {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A signup of a made-up shopper, marked as a selftest and signed with the store's secret. */
export function madeUpSignup(
  { source: name, vendorAccount }: StoreSettings,
  secret: string,
  now: Date,
): MadeUpSignup {
  const profile = profiles.get(name);
  if (!profile) throw new CommandError('usage', `There is no selftest of ${name}.`);
  const signup = profile.asSelftest(sampleSignup(profile, now, { vendorAccount, mode: 'any' }));
  return {
    headers: { 'content-type': 'application/json', ...signup.headers, ...profile.sign(signup, secret, now) },
    body: signup.body,
  };
}
