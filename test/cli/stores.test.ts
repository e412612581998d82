import { Command } from 'commander';
import { sourceArgument } from '../../cli/arguments';
import { chosenStore, type StoreGiven } from '../../cli/stores';
import { storeKey } from '../../lambda/store-name';
import { settingsFile, settingsWith } from '../support/settings';

const [shopify, ...others] = settingsFile.stores;
const settings = settingsWith({
  stores: [shopify, { ...shopify, store: 'us', vendorAccount: 'fake-us.myshopify.com' }, ...others],
});
const chosen = (given: StoreGiven) => storeKey(chosenStore(settings, given));

test.each<StoreGiven>([
  { source: 'shopify', name: 'us' },
  { source: 'shopify', store: 'us' },
  { source: 'shopify', name: 'shopify/us' },
  { source: 'shopify', store: 'shopify/us' },
  { source: 'shopify/us' },
  { source: 'shopify/us', name: 'us', store: 'shopify/us' },
  { store: 'shopify/us' },
])('a store is found as %j', (given) => {
  expect(chosen(given)).toBe('shopify/us');
});

test.each<[StoreGiven, string]>([
  [{ source: 'shopify' }, 'shopify may be any of shopify/default, shopify/us'],
  [{ source: 'shopify', name: 'eu' }, 'There is no store shopify/eu.'],
  [{ source: 'shopify', name: 'us', store: 'default' }, 'us and default are given as the store: name one.'],
  [{ source: 'shopify/us', store: 'default' }, 'us and default are given as the store: name one.'],
  [{ source: 'stripe', name: 'shopify/us' }, 'shopify/us is none of the source stripe.'],
  [{ source: 'stripe', store: 'shopify/us' }, '--store shopify/us is none of the source stripe.'],
])('%j is no store', (given, why) => {
  expect(() => chosen(given)).toThrow(why);
});

describe('the argument of a source', () => {
  const read = (text: string) => {
    const command = new Command().exitOverride().configureOutput({ writeErr: () => {} });
    command.addArgument(sourceArgument('<source>', 'where it is', ['masivo']));
    return command.parse([text], { from: 'user' }).processedArgs[0];
  };

  test.each(['shopify', 'shopify/us', 'masivo'])('%s', (text) => {
    expect(read(text)).toBe(text);
  });

  test.each(['shop', 'shop/us', 'shopify/us/1'])('%s is none', (text) => {
    expect(() => read(text)).toThrow('Allowed choices are shopify,');
  });
});
