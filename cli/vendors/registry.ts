import { type Command, Option } from 'commander';
import { profileOf } from '../../lambda/sources/profiles';
import * as registered from './registered';
import type { Vendor } from './vendor';

/** The vendors whose API the commands know, by their source's name. */
export const vendors: ReadonlyMap<string, Vendor> = new Map(Object.entries(registered));

/** The vendors with thin events, by their names. */
export const thinVendors = () =>
  [...vendors]
    .filter(([, { thin }]) => thin !== undefined)
    .map(([source]) => profileOf(source).displayName)
    .join(', ');

/** Adds the options for access to a vendor's API, of `subscribe` and `backfill`. */
export function withVendorOptions(command: Command): Command {
  const known = [...vendors.values()];
  const access = new Option('--access <way>', 'how to get in (default: as kept)');
  command.addOption(access.choices([...new Set(known.flatMap(({ ways }) => ways))]));
  const shops = [...vendors].filter(([, { hasShops }]) => hasShops).map(([source]) => profileOf(source));
  const named = shops.map(({ displayName, account }) => `${displayName}: ${account.example}`);
  command.option('--shop <shop>', `where the store takes any. ${named.join('; ')}`);
  for (const option of known.flatMap((vendor) => vendor.options())) command.addOption(option);
  return command;
}
