import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unfound } from '../../infra/config/checked-mapping';
import type { EnvironmentConfig } from '../../infra/config/config';
import { textOf } from '../../infra/config/config-error';
import { mappingIn } from '../../infra/config/mapping-file';
import { temporaryFolder } from '../support/test-bridge';
import { environment } from './environments';

/** What the pieces of a mapping read, compared with what the stores of the folder's environments ask for. */
const temporary = temporaryFolder();
afterAll(() => temporary.remove());
const pieces = join(__dirname, '..', '..', 'lambda', 'mapping', 'pieces');

let folders = 0;
function mappingWith(expression: string) {
  const folder = join(temporary.path, `clients-${++folders}`);
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'mapping.ts'),
    `import * as p from ${JSON.stringify(pieces)};\nexport default ${expression};`,
  );
  const mapping = mappingIn(folder);
  if (!mapping) throw new Error('no mapping');
  return mapping;
}

type Stores = EnvironmentConfig['stores'];
const shopify = (mapping: object = {}, more: object = {}): Stores => ({
  shopify: { default: { vendorAccount: 'tests.myshopify.com', mapping, ...more } },
});
const events = { events: true };
const stripe: Stores = { stripe: { default: { vendorAccount: 'acct_1Fake' } } };
const standard: Stores = { standard: { default: { vendorAccount: 'signup.example.com' } } };
const woocommerce: Stores = { woocommerce: { default: { vendorAccount: 'shop.example.com' } } };

/** `dev.ts: field: what` for each mistake, and what was meant. */
const told = (expression: string, ...all: readonly Stores[]) =>
  unfound(
    mappingWith(expression),
    all.map((stores, index) => environment({ stores }, ['dev', 'qa'][index])),
  ).flatMap(({ file, mistakes }) => mistakes.map((mistake) => `${file}: ${textOf(mistake).trim()}`));

const extras = 'dev.ts: stores.shopify.default.mapping.extras:';
const values = 'dev.ts: stores.shopify.default.mapping.values:';
const classic =
  "tags is in no body of Shopify's classic webhooks since API version 2025-01. Shopify's Events bring it: deploy what `subscribe shopify --events` writes, and set `events: true` at the store";
const skipTagged = "p.skipTagged(['b2b'], 'business customer')";
const tierByTag = "p.tierByTag([['vip', '7b2a8c1e-6c1f-4e0b-9a51-2f4f3f1f0d10']])";

test.each<[string, string, readonly Stores[], readonly string[]]>([
  ['nothing to read', "p.chain(p.lastNameFirst(), p.skipEmails(['*@a'], 'x'))", [shopify(), stripe], []],
  ['a function of its own', '(_: unknown, customer: object) => customer', [shopify()], []],

  ['tags', skipTagged, [shopify({ extras: ['tags'] }, events)], []],
  ['tags in a field of Masivo', tierByTag, [shopify({ fields: ['tags'] }, events)], []],
  [
    'tags that nobody asks for',
    tierByTag,
    [shopify({}, events)],
    [`${extras} lacks tags, which tierByTag in mapping.ts reads`],
  ],
  [
    'without Events',
    skipTagged,
    [shopify()],
    [`${extras} lacks tags, which skipTagged in mapping.ts reads; ${classic}`],
  ],
  [
    'both pieces of a chain',
    `p.chain(${skipTagged}, ${tierByTag})`,
    [shopify({}, events)],
    ['skipTagged', 'tierByTag'].map((piece) => `${extras} lacks tags, which ${piece} in mapping.ts reads`),
  ],
  [
    'in each environment',
    tierByTag,
    [shopify({}, events), shopify({}, events)],
    [
      `${extras} lacks tags, which tierByTag in mapping.ts reads`,
      `${extras.replace('dev', 'qa')} lacks tags, which tierByTag in mapping.ts reads`,
    ],
  ],
  ['tags of a body that has them', tierByTag, [standard], []],
  [
    'tags of a vendor without',
    tierByTag,
    [stripe],
    ['mapping.ts: tierByTag: finds no tags at stripe/default: Stripe has none. Leave it out'],
  ],
  [
    'tags of one vendor alone',
    tierByTag,
    [{ ...stripe, ...woocommerce, ...shopify({ extras: ['tags'] }, events) }, stripe],
    [
      "mapping.ts: tierByTag: finds no tags at stripe/default: Stripe has none. Say where it applies: onlyAt({ source: 'shopify' }, …)",
      "mapping.ts: tierByTag: finds no tags at woocommerce/default: WooCommerce has none. Say where it applies: onlyAt({ source: 'shopify' }, …)",
    ],
  ],
  [
    'there alone',
    `p.onlyAt({ source: 'shopify' }, ${tierByTag})`,
    [{ ...stripe, ...shopify({ extras: ['tags'] }, events) }],
    [],
  ],
  [
    'not there',
    `p.onlyAt({ source: 'stripe' }, ${tierByTag})`,
    [{ ...stripe, ...shopify() }],
    ['mapping.ts: tierByTag: finds no tags at stripe/default: Stripe has none. Leave it out'],
  ],

  [
    'a company',
    "p.skipCompanies('business customer')",
    [{ ...stripe, ...woocommerce, ...shopify({ values: ['company'] }) }],
    [],
  ],
  [
    'a company that nobody asks for',
    "p.skipCompanies('business customer')",
    [shopify()],
    [`${values} lacks company, which skipCompanies in mapping.ts reads`],
  ],
  [
    'a company of a vendor without',
    "p.skipCompanies('business customer')",
    [standard],
    [
      'mapping.ts: skipCompanies: finds no company at standard/default: Standard Webhooks have none. Leave it out',
    ],
  ],

  ['a value', "p.valueIntoMetadata('custom.card', 'card')", [shopify({ values: ['custom.card'] })], []],
  [
    'a value that nobody asks for',
    "p.valueIntoMetadata('custom.card', 'card')",
    [shopify()],
    [`${values} lacks custom.card, which valueIntoMetadata in mapping.ts reads`],
  ],
  [
    'a misspelt one',
    "p.valueIntoMetadata('custom.card', 'card')",
    [shopify({ values: ['custom.crad'] })],
    [`${values} lacks custom.card, which valueIntoMetadata in mapping.ts reads. Did you mean custom.crad?`],
  ],
  ['a key of metadata, which comes by itself', "p.valueIntoMetadata('card', 'card')", [stripe], []],
  [
    'a key of metadata elsewhere',
    "p.valueIntoMetadata('card', 'card')",
    [{ ...stripe, ...shopify() }],
    [
      "mapping.ts: valueIntoMetadata: finds no card at shopify/default, where a value is a metafield (`namespace.key`). Say where it applies: onlyAt({ source: 'stripe' }, …)",
    ],
  ],
  [
    'a value as the ID',
    "p.idFrom('custom.card', 'store-id')",
    [shopify({ values: ['custom.card'], ownIds: true })],
    [],
  ],
  [
    'at a store without IDs of its own',
    "p.idFrom('custom.card', 'store-id')",
    [shopify({ values: ['custom.card'] })],
    [`${values.replace('values', 'ownIds')} is not set, and idFrom in mapping.ts gives IDs in Masivo`],
  ],
  ['the birthday of the settings', "p.birthDateFrom('facts.birth_date')", [shopify()], []],
  [
    'of another setting',
    "p.birthDateFrom('facts.birth_date')",
    [shopify({ birthDate: 'custom.birthday' })],
    [`${values} lacks facts.birth_date, which birthDateFrom in mapping.ts reads`],
  ],
  [
    'of several places',
    "p.birthDateFrom('facts.birth_date', 'custom.birthday')",
    [shopify()],
    [`${values} lacks custom.birthday, which birthDateFrom in mapping.ts reads`],
  ],
  ['of two vendors', "p.birthDateFrom('facts.birth_date', 'birthday')", [{ ...stripe, ...shopify() }], []],

  [
    "a function's own declaration",
    "p.reading({ values: ['custom.card'], tags: true }, (_, customer) => customer)",
    [shopify({}, events)],
    [
      `${extras} lacks tags, which reading in mapping.ts reads`,
      `${values} lacks custom.card, which reading in mapping.ts reads`,
    ],
  ],

  ['a store that there is', "p.onlyAt({ store: 'default' }, p.lastNameFirst())", [shopify()], []],
  ['in another environment', "p.onlyAt({ source: 'stripe' }, p.lastNameFirst())", [shopify(), stripe], []],
  [
    'a misspelt store',
    "p.onlyAt({ store: 'defualt' }, p.lastNameFirst())",
    [shopify()],
    ['mapping.ts: onlyAt: no environment of this folder has a store defualt. Did you mean default?'],
  ],
  [
    'a misspelt store of a source',
    "p.onlyAt({ source: 'shopify', store: 'japan' }, p.lastNameFirst())",
    [shopify()],
    ['mapping.ts: onlyAt: no environment of this folder has the store shopify/japan'],
  ],
  [
    'a misspelt source',
    "p.onlyAt({ source: 'shopfy' }, p.lastNameFirst())",
    [shopify()],
    ['mapping.ts: onlyAt: shopfy is no source. Did you mean shopify?'],
  ],
  [
    'a source without a store',
    `p.onlyAt({ source: 'stripe' }, ${tierByTag})`,
    [shopify()],
    ['mapping.ts: onlyAt: no environment of this folder has a store of the source stripe'],
  ],
  [
    'places that exclude each other',
    "p.onlyAt({ source: 'stripe' }, p.onlyAt({ source: 'shopify' }, p.lastNameFirst()))",
    [{ ...stripe, ...shopify() }],
    ['mapping.ts: onlyAt: {"source":"stripe"} inside {"source":"shopify"} applies nowhere'],
  ],
])('%s', (_, expression, stores, mistakes) => {
  expect(told(expression, ...stores)).toEqual(mistakes);
});
