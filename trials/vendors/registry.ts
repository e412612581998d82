import * as registered from './registered';
import type { TrialVendor } from './vendor';

/** The vendors that the trials play, by their source's name. */
export const trialVendors: ReadonlyMap<string, TrialVendor> = new Map(Object.entries(registered));

const [first, ...others] = trialVendors.keys();
if (first === undefined) throw new Error('The trials play no vendor');
/** Their sources' names; one at least. */
export const trialSources: readonly [string, ...string[]] = [first, ...others];

/** @throws Error where the trials do not play it */
export function trialVendor(source: string): TrialVendor {
  const vendor = trialVendors.get(source);
  if (!vendor) throw new Error(`The trials do not play ${source}`);
  return vendor;
}
