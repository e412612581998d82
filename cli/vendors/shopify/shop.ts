import type { StoreSettings } from '../../../lambda/settings';
import { profile } from '../../../lambda/sources/shopify/profile';
import { CommandError } from '../../exit';

/** The shop of a store. @throws CommandError where another one was named, or none. */
export function shopOf({ vendorAccount }: StoreSettings, given: string | undefined): string {
  if (given !== undefined && !profile.account.form.test(given)) {
    throw new CommandError('usage', `${given} is no shop.`, 'A shop is named like name.myshopify.com.');
  }
  if (vendorAccount !== 'any') {
    if (given === undefined || given === vendorAccount) return vendorAccount;
    throw new CommandError('unsafe', `This store is ${vendorAccount}, not ${given}; nothing was done.`);
  }
  if (given !== undefined) return given;
  throw new CommandError('usage', 'This store accepts any shop.', 'Name one: --shop name.myshopify.com.');
}
