import {
  apiQuery,
  type Filter,
  hashOf,
  isFiltered,
  noFilter,
  searchedFor,
  type View,
  viewOf,
} from '../../../../operator/console/page/state/view';

const view = (filter: Partial<Filter>, more: Partial<View> = {}): View => ({
  delivery: null,
  customer: null,
  waiting: false,
  before: '',
  filter: { ...noFilter, ...filter },
  ...more,
});

describe('the view in the address', () => {
  test.each<[string, View]>([
    ['#/', view({})],
    ['#/?outcome=refused%2Cretry', view({ outcomes: ['refused', 'retry'] })],
    [
      '#/?source=shopify&store=default&period=24h',
      view({ source: 'shopify', store: 'default', period: '24h' }),
    ],
    [
      '#/?period=between&since=2026-11-24T08%3A00%3A00.000Z',
      view({ period: 'between', since: '2026-11-24T08:00:00.000Z' }),
    ],
    ['#/?search=cus_1&before=a%7Cb', view({ search: 'cus_1' }, { before: 'a|b' })],
    ['#/waiting', view({}, { waiting: true })],
    [
      '#/customers/shopify/default/7?outcome=held',
      view({ outcomes: ['held'] }, { customer: 'shopify/default/7' }),
    ],
    ['#/customers/a/b/c%20%3F/d', view({}, { customer: 'a/b/c ?/d' })],
    ['#/deliveries/abc?outcome=held', view({ outcomes: ['held'] }, { delivery: 'abc' })],
  ])('%s comes back as it was', (hash, whole) => {
    expect(hashOf(whole)).toBe(hash);
    expect(viewOf(hash, '')).toEqual(whole);
  });

  test.each([
    ['#/?outcome=nonsense,created', { outcomes: ['created'] }],
    ['#/?period=constructor', { period: '' }],
    ['#/?period=between&since=yesterday&until=2026-11-24T25:00Z', { period: 'between' }],
    ['#nowhere', {}],
    ['', {}],
  ])('what somebody wrote into it does no harm: %s', (hash, filter) => {
    expect(viewOf(hash, '')).toEqual(view(filter as Partial<Filter>));
  });

  test('a delivery that is open comes before a customer', () => {
    expect(hashOf(view({}, { delivery: 'abc', customer: 'shopify/default/7' }))).toBe('#/deliveries/abc');
  });

  test('an e-mail is searched for, and is not in it', () => {
    const whole = view({ search: 'ada@example.com' });
    expect(hashOf(whole)).toBe('#/');
    expect(viewOf('#/', 'ada@example.com')).toEqual(whole);
    expect(isFiltered(whole.filter)).toBe(true);
    expect(isFiltered(noFilter)).toBe(false);
  });
});

test.each<[string, Partial<Filter>]>([
  ['shopify/main/900000000001', { source: 'shopify', store: 'main', search: '900000000001' }],
  ['shopify/main/a/b', { source: 'shopify', store: 'main', search: 'a/b' }],
  ['shopify/other/1', { source: 'stripe', search: 'shopify/other/1' }],
  ['1001', { source: 'stripe', search: '1001' }],
  ['', { source: 'stripe', search: '' }],
])('a search for "%s" is %j', (text, filter) => {
  const before: Filter = { ...noFilter, source: 'stripe', outcomes: ['held'] };
  const stores = [{ source: 'shopify', store: 'main' }];
  expect(searchedFor(text, before, stores)).toEqual({ ...before, ...filter });
});

describe('the filter for the API', () => {
  const now = Date.parse('2026-11-24T12:00:00Z');
  test.each<[Partial<Filter>, string]>([
    [{}, ''],
    [{ outcomes: ['held', 'retry'], source: 'stripe' }, 'outcome=held&outcome=retry&source=stripe'],
    [{ period: '1h' }, 'since=2026-11-24T11%3A00%3A00.000Z'],
    [{ period: '7d' }, 'since=2026-11-17T12%3A00%3A00.000Z'],
    [{ period: 'between', since: 'a', until: 'b' }, 'since=a&until=b'],
    [{ search: ' 1001 ' }, 'customer=1001'],
    [{ search: 'ada@example.com' }, 'email=ada%40example.com'],
  ])('%j is %s', (filter, query) => {
    expect(apiQuery({ ...noFilter, ...filter }, now).toString()).toBe(query);
  });
});
