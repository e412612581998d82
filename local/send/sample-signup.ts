import { randomInt } from 'node:crypto';
import type { StoreSettings } from '../../lambda/settings';
import type { SampleShopper, SampleSignup, SourceProfile } from '../../lambda/sources/profile';

type Account = Pick<StoreSettings, 'vendorAccount' | 'mode'>;

/** Every call makes another shopper, so that each is a new customer in Masivo. @param profile or one of its forms */
export function sampleSignup(
  profile: Pick<SourceProfile, 'signup'>,
  at: Date,
  { vendorAccount, mode }: Account = { vendorAccount: 'any', mode: 'any' },
  asked: Pick<SampleShopper, 'email' | 'tags' | 'values'> = {},
): SampleSignup {
  return profile.signup({
    serial: randomInt(1, 10 ** 13),
    at,
    vendorAccount,
    live: mode === 'live',
    ...asked,
  });
}
