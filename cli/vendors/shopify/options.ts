import { Option } from 'commander';
import * as v from 'valibot';
import { wholeFrom } from '../../arguments';
import type { GivenOptions } from '../given';
import { shopifyWays } from './entry';

const Options = v.object({
  shop: v.optional(v.string()),
  access: v.optional(v.picklist(shopifyWays)),
  clientId: v.optional(v.string()),
  callbackPort: v.number(),
  /** Of `subscribe` alone. */
  keep: v.optional(v.boolean(), true),
});

export const shopifyOptions = (): readonly Option[] => [
  new Option('--client-id <id>', 'Shopify: the app of client-credentials or browser'),
  callbackPortOption(),
];

export const callbackPortOption = (): Option =>
  new Option('--callback-port <port>', 'Shopify: where the browser comes back to')
    .argParser(wholeFrom(0, 65_535))
    .default(8790);

/** The command has checked them by then. */
export const ownOptions = (given: GivenOptions) => v.parse(Options, given);
