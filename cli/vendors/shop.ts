import type { StoreSettings } from '../../lambda/settings';
import { profileOf } from '../../lambda/sources/profiles';
import { CommandError } from '../exit';

type Store = Pick<StoreSettings, 'source' | 'vendorAccount'>;

/** The shop of a store. @throws CommandError where another one was named, or none. */
export function shopOf({ source, vendorAccount }: Store, given: string | undefined): string {
  const { form, example } = profileOf(source).account;
  if (given !== undefined && !form.test(given)) {
    throw new CommandError('usage', `${given} is no shop.`, `A shop is named like ${example}.`);
  }
  if (vendorAccount !== 'any') {
    if (given === undefined || given === vendorAccount) return vendorAccount;
    throw new CommandError('unsafe', `This store is ${vendorAccount}, not ${given}; nothing was done.`);
  }
  if (given !== undefined) return given;
  throw new CommandError('usage', 'This store accepts any shop.', `Name one: --shop ${example}.`);
}
