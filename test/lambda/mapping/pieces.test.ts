import { join } from 'node:path';
import { mappingIn } from '../../../infra/config/mapping-file';
import { compiledMapping } from '../../../lambda/mapping/compiled-mapping';
import type { CustomerMapping, MappingEvent, MasivoCustomer } from '../../../lambda/mapping/pieces';
import {
  birthDateFrom,
  chain,
  idFrom,
  lastNameFirst,
  onlyAt,
  skipCompanies,
  skipEmails,
  skipTagged,
  tierByTag,
  valueIntoMetadata,
} from '../../../lambda/mapping/pieces';
import { writtenByBridge } from '../../../lambda/masivo/metadata-of-bridge';
import type { ShopperDetails } from '../../../lambda/sources/details';

/** Each piece by itself: what an event has, and what becomes of the customer. */
const customer: MasivoCustomer = {
  id: '1001',
  name: 'Ada Example',
  email: 'ada@example.com',
  registration_date: '2026-11-02T08:30:00.000Z',
  status: 'ACTIVE',
  gender: null,
  metadata: { source: 'shop', store: 'default' },
};

interface Told extends Omit<ShopperDetails, 'value'> {
  readonly values?: Readonly<Record<string, string | null>>;
  readonly at?: Partial<Pick<MappingEvent, 'source' | 'store'>>;
}

const eventOf = ({ values = {}, at, ...details }: Told): MappingEvent => ({
  source: 'shop',
  store: 'default',
  kind: 'created',
  body: {},
  ...at,
  details: { ...details, value: (name) => (Object.hasOwn(values, name) ? values[name] : undefined) },
});

const vip = '7b2a8c1e-6c1f-4e0b-9a51-2f4f3f1f0d10';
const gold = '7b2a8c1e-6c1f-4e0b-9a51-2f4f3f1f0d11';
const tiers = tierByTag([
  ['vip', vip],
  ['gold', gold],
]);
const born = '1990-05-17T00:00:00.000Z';
const skip = { skip: 'no account' };
const staff = skipEmails(['*@staff.example.com', 'test+*@example.com'], skip.skip);

test.each<[string, CustomerMapping, Told & Partial<MasivoCustomer>, object]>([
  ['last name first', lastNameFirst(), { firstName: ' Ada ', lastName: 'Example' }, { name: 'Example Ada' }],
  ['with a comma', lastNameFirst(', '), { firstName: 'Ada', lastName: 'Example' }, { name: 'Example, Ada' }],
  ['half a name stays', lastNameFirst(), { firstName: 'Ada', lastName: null }, { name: 'Ada Example' }],
  ['an unsaid one stays', lastNameFirst(), {}, { name: 'Ada Example' }],
  ['an e-mail to skip', staff, { email: 'ada@STAFF.example.com' }, skip],
  ['by its beginning', staff, { email: 'test+7@example.com' }, skip],
  ['another e-mail', staff, { email: 'ada@example.com' }, customer],
  ['one that only contains it', staff, { email: 'ada@staff.example.com.example.org' }, { id: '1001' }],
  ['a dot is a dot', staff, { email: 'ada@staffxexample.com' }, { id: '1001' }],
  ['no e-mail', staff, { email: null }, { email: null }],
  ['a tag to skip', skipTagged(['b2b'], skip.skip), { tags: ['vip', ' B2B '] }, skip],
  ['other tags', skipTagged(['b2b'], skip.skip), { tags: ['b2b-lead'] }, customer],
  ['no tags', skipTagged(['b2b'], skip.skip), { tags: null }, customer],
  ['unsaid tags', skipTagged(['b2b'], skip.skip), {}, customer],
  ['a company', skipCompanies(skip.skip), { company: 'Example Ltd.' }, skip],
  ['a blank company', skipCompanies(skip.skip), { company: ' ' }, customer],
  ['an unsaid company', skipCompanies(skip.skip), {}, customer],
  ['the tier of the first tag', tiers, { tags: ['gold', 'VIP'] }, { tier_id: vip }],
  ['no tier without one', tiers, { tags: ['new'] }, customer],
  ['a birthday', birthDateFrom('a', 'b'), { values: { a: null, b: '1990-05-17' } }, { dob: born }],
  ['the first', birthDateFrom('a', 'b'), { values: { a: '1990-05-17', b: '1980-01-01' } }, { dob: born }],
  ['none anywhere', birthDateFrom('a', 'b'), { values: { a: null, b: '' } }, { dob: null }],
  ['unsaid in one', birthDateFrom('a', 'b'), { values: { a: null } }, { dob: undefined }],
  ['no date', birthDateFrom('a'), { values: { a: 'in May' } }, { dob: undefined }],
  [
    'a value',
    valueIntoMetadata('custom.number', 'loyalty_number'),
    { values: { 'custom.number': ' 4711 ' } },
    { metadata: { source: 'shop', store: 'default', loyalty_number: '4711' } },
  ],
  [
    'a value as the ID',
    idFrom('custom.number', skip),
    { values: { 'custom.number': ' 4711 ' } },
    { id: '4711' },
  ],
  [
    'a blank one that is waited for',
    idFrom('custom.number', skip),
    { values: { 'custom.number': ' ' } },
    skip,
  ],
  ['an unsaid one that is not', idFrom('custom.number', 'store-id'), {}, customer],
  ['at its store', onlyAt({ store: 'b2b' }, () => skip), { at: { store: 'b2b' } }, skip],
  ['at another store', onlyAt({ store: 'b2b' }, () => skip), {}, customer],
  ['at its source', onlyAt({ source: 'shop' }, () => skip), {}, skip],
  ['at another source', onlyAt({ source: 'till', store: 'default' }, () => skip), {}, customer],
  [
    'one after the other',
    chain(tiers, lastNameFirst()),
    { tags: ['vip'], firstName: 'Ada', lastName: 'E' },
    { tier_id: vip, name: 'E Ada' },
  ],
  [
    'to the first skip',
    chain(
      () => skip,
      () => ({ skip: 'never' }),
    ),
    {},
    skip,
  ],
  ['none at all', chain(), {}, customer],
])('%s', (_, mapping, { email, ...told }, expected) => {
  const given = email === undefined ? customer : { ...customer, email };
  expect(mapping(eventOf(told), given)).toMatchObject(expected);
});

test('a tier that is no ID is refused when the mapping is loaded', () => {
  expect(() => tierByTag([['vip', 'gold']])).toThrow(
    'tierByTag: the tier of the tag vip is gold, and has to be its ID, a UUID',
  );
});

test.each(['@staff.example.com', 'staff.example.com', '*@', ' *@staff.example.com', ''])(
  'a pattern that no e-mail matches is refused when the mapping is loaded: "%s"',
  (pattern) => {
    expect(() => skipEmails(['*@example.com', pattern], 'staff')).toThrow(
      `skipEmails: no e-mail matches ${pattern}. Write *@example.com for all of a domain`,
    );
  },
);

test.each(['ada@example.com', '*.example.com', '*', 'test+*'])('a pattern may be %s', (pattern) => {
  expect(() => skipEmails([pattern], 'staff')).not.toThrow();
});

test.each(['source', 'store', ...Object.values(writtenByBridge)])(
  "metadata.%s is the bridge's own: a value into it is refused when the mapping is loaded",
  (key) => {
    expect(() => valueIntoMetadata('custom.number', key)).toThrow(
      `valueIntoMetadata: metadata.${key} is the bridge's own. Give the value another name`,
    );
  },
);

test('the sample mapping takes an ordinary shopper, and skips whom it says', () => {
  const stored = mappingIn(join(__dirname, '../../../infra/samples'));
  const mapping = stored && compiledMapping(stored);
  const sample = (event: MappingEvent, of: MasivoCustomer) => {
    const answer = mapping?.call(event, of);
    return answer?.kind === 'returned' ? answer.value : answer;
  };
  const ordinary = {
    firstName: 'Ada',
    lastName: 'Example',
    tags: ['vip'],
    values: { 'custom.loyalty_number': '47' },
  };
  expect(sample(eventOf(ordinary), customer)).toMatchObject({
    name: 'Ada Example',
    tier_id: vip,
    metadata: { loyalty_number: '47' },
  });
  expect(sample(eventOf({ ...ordinary, at: { store: 'japan' } }), customer)).toMatchObject({
    name: 'Example Ada',
  });
  expect(sample(eventOf({ at: { store: 'outlet' } }), customer)).toMatchObject({
    metadata: { channel: 'outlet' },
  });
  expect(sample(eventOf({ tags: ['b2b'] }), customer)).toEqual({ skip: 'business customer' });
});
