import { randomInt } from 'node:crypto';
import type { SampleSignup, SourceProfile } from '../../lambda/sources/profile';

/** Every call makes another shopper, so that each is a new customer in Masivo. */
export function sampleSignup(profile: SourceProfile, at: Date, vendorAccount = 'any'): SampleSignup {
  return profile.signup({ serial: randomInt(1, 10 ** 13), at, vendorAccount, live: false });
}
