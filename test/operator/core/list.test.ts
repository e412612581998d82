import { fingerprintOf } from '../../../lambda/sources/signature';
import type { DeliveryQuery } from '../../../operator/core/answers/deliveries';
import { startStandIns, type TestDelivery } from '../../support/stand-ins';

let aws: Awaited<ReturnType<typeof startStandIns>>;
beforeAll(async () => {
  aws = await startStandIns();
});
afterAll(() => aws.close());

const minute = 60_000;
const at = (minutesAgo: number) => new Date(Date.parse('2026-11-20T12:30:00Z') - minutesAgo * minute);

/** Oldest first; the name is what the tests call it. */
const history: readonly (TestDelivery & { readonly name: string })[] = [
  { name: 'a', receivedAt: at(90), at: 'shopify/default', outcome: 'created', customer: '7' },
  {
    name: 'b',
    receivedAt: at(80),
    at: 'shopify/second',
    outcome: 'refused',
    customer: '7',
    email: 'x@example.com',
  },
  {
    name: 'c',
    receivedAt: at(70),
    at: 'stripe/default',
    outcome: 'created',
    customer: 'cus_1',
    email: 'x@example.com',
  },
  { name: 'd', receivedAt: at(60), at: 'shopify/default', outcome: 'retry', customer: '8', secret: 'leaked' },
  {
    name: 'e',
    receivedAt: at(50),
    at: 'shopify/default',
    outcome: 'updated',
    customer: '7',
    secret: 'leaked',
  },
  { name: 'f', receivedAt: at(40), at: 'stripe/default', outcome: 'ignored', customer: null },
  { name: 'g', receivedAt: at(30), at: 'shopify/second', outcome: 'created', customer: '9' },
];

/** Of nobody whom the index of e-mails knows. */
const refused: readonly (TestDelivery & { readonly name: string })[] = [
  { receivedAt: at(20), customer: '5', email: 'Y@example.com' },
  { receivedAt: at(19), customer: '6', email: 'z@example.com' },
  { receivedAt: at(18), customer: null, body: '{"email": "\\u0079@example.com", broken' },
  { receivedAt: at(17), customer: '8', outcome: 'ignored' as const, email: 'y@example.com' },
].map((each, index) => ({ at: 'shopify/default', outcome: 'refused', ...each, name: `r${index}` }));

describe('a list', () => {
  const names = new Map<string, string>();
  let list: (query: Partial<DeliveryQuery>) => Promise<string>;

  beforeAll(async () => {
    const { put, operator, ledger, emailKey } = aws.environmentOf('list');
    for (const { name, ...delivery } of history) names.set((await put(delivery)).id, name);
    // What `deliver` writes when it creates them.
    for (const [source, store, customer] of [
      ['shopify', 'second', '7'],
      ['stripe', 'default', 'cus_1'],
    ] as const) {
      const opened = await ledger.open({ source, store, customer }, 'none');
      if (opened.kind !== 'open') throw new Error(opened.kind);
      const held = { masivo: 'holds', email: 'x@example.com', consent: null } as const;
      const state = { ...opened.customer.state, confirmed: held };
      expect(await ledger.keep(opened.customer, state, null, await emailKey('x@example.com'))).toBe(true);
    }
    list = async (query) => {
      const page = await operator.list({ limit: 20, ...query });
      expect(page.next).toBeUndefined();
      expect(page.searchedBackTo).toBeUndefined();
      return page.deliveries.map(({ id }) => names.get(id)).join('');
    };
  });

  test.each<[string, Partial<DeliveryQuery>, string]>([
    ['is newest first', {}, 'gfedcba'],
    ['of one outcome', { outcomes: ['created'] }, 'gca'],
    ['of several outcomes', { outcomes: ['created', 'retry', 'ignored'] }, 'gfdca'],
    ['of no outcome is of all', { outcomes: [] }, 'gfedcba'],
    ['of an outcome that was named twice', { outcomes: ['retry', 'retry'] }, 'd'],
    ['of a source', { source: 'stripe' }, 'fc'],
    ['of a store', { source: 'shopify', store: 'second' }, 'gb'],
    ['of stores that have one name', { store: 'default' }, 'fedca'],
    ['of a store there is not', { store: 'third' }, ''],
    ['since a time, inclusive', { since: at(50) }, 'gfe'],
    ['until a time, inclusive', { until: at(70) }, 'cba'],
    ['of a span of time', { since: at(70), until: at(50) }, 'edc'],
    ['of one moment', { since: at(60), until: at(60) }, 'd'],
    ['of a span that ends before it begins', { since: at(50), until: at(70) }, ''],
    ["of a shopper's id, which is somebody else's in another store", { customer: '7' }, 'eba'],
    ["of a shopper's id in one store", { customer: '7', source: 'shopify', store: 'second' }, 'b'],
    ['of an id that nobody has', { customer: '4711' }, ''],
    ['of an id with the sign that keys are made with', { customer: 'a|b' }, ''],
    ['of a shopper and an outcome', { customer: '7', outcomes: ['updated', 'refused'] }, 'eb'],
    ['of a shopper within a span', { customer: '7', since: at(85), until: at(60) }, 'b'],
    ['of an e-mail, in whatever store', { email: 'x@example.com' }, 'cb'],
    ['of an e-mail as somebody types it', { email: ' X@Example.com ' }, 'cb'],
    ['of an e-mail in one source', { email: 'x@example.com', source: 'stripe' }, 'c'],
    ['of an e-mail and an id', { email: 'x@example.com', customer: '7' }, 'b'],
    ['of an e-mail that nobody has', { email: 'nobody@example.com' }, ''],
    ['of what a secret signed', { signedWith: fingerprintOf('leaked') }, 'ed'],
    [
      'of what a secret signed, and came to something',
      { signedWith: fingerprintOf('leaked'), outcomes: ['updated'] },
      'e',
    ],
    [
      'of everything at once',
      {
        outcomes: ['created'],
        source: 'shopify',
        store: 'second',
        since: at(35),
        until: at(25),
        customer: '9',
      },
      'g',
    ],
  ])('%s', async (_, query, expected) => {
    expect(await list(query)).toBe(expected);
  });

  test.each([
    { limit: 1 },
    { limit: 2 },
    { limit: 3, source: 'shopify' },
    { limit: 1, customer: '7' },
    { limit: 2, outcomes: ['created'] as const },
    { limit: 2, signedWith: fingerprintOf('secret') },
    { limit: 7 },
  ])('leads through all of it page by page: %j', async (query) => {
    const { operator } = aws.environmentOf('list');
    const all = (await operator.list({ ...query, limit: 20 })).deliveries;
    const seen: string[] = [];
    let before: string | undefined;
    let pages = 0;
    do {
      const page = await operator.list({ ...query, ...(before ? { before } : {}) });
      seen.push(...page.deliveries.map(({ id }) => id));
      before = page.next;
      pages += 1;
    } while (before);
    expect(seen).toEqual(all.map(({ id }) => id));
    // No page is empty, and the last one leads nowhere.
    expect(pages).toBe(Math.ceil(all.length / query.limit));
  });

  test('shows no other account', async () => {
    expect(await aws.environmentOf('other').operator.list({ limit: 20 })).toEqual({ deliveries: [] });
  });

  test('tells of each delivery what the operator needs, and nothing of the person', async () => {
    const { operator } = aws.environmentOf('list');
    const { deliveries } = await operator.list({ limit: 20 });
    expect(deliveries[0]).toEqual({
      id: expect.stringMatching(/^[a-f0-9]{32}$/),
      source: 'shopify',
      store: 'second',
      customer: '9',
      maskedEmail: 's•••@e•••.com #f9dd8c',
      receivedAt: at(30).toISOString(),
      outcome: 'created',
      reason: null,
      attemptCount: 1,
      attempts: [expect.objectContaining({ outcome: 'created', ms: 250 })],
      latencyMs: 1250,
      nextTryAt: null,
      discarded: null,
    });
    const retry = deliveries.find(({ outcome }) => outcome === 'retry');
    expect(retry?.latencyMs).toBeNull();
    expect(JSON.stringify(deliveries)).not.toMatch(/Ada|Grace|example\.com/);
  });
});

test('whoever was refused is found by e-mail, once, whatever else is wrong with the event', async () => {
  const { put, operator, ledger, emailKey } = aws.environmentOf('refused');
  const names = new Map<string, string>();
  for (const { name, ...delivery } of refused) names.set((await put(delivery)).id, name);
  const of = async (query: Partial<DeliveryQuery>) =>
    (await operator.list({ limit: 20, ...query })).deliveries.map(({ id }) => names.get(id)).join(' ');
  expect(await of({ email: ' y@Example.com' })).toBe('r2 r0');
  expect(await of({ email: 'y@example.com', limit: 1 })).toBe('r2');
  expect(await of({ email: 'y@example.com', customer: '5' })).toBe('r0');
  expect(await of({ email: 'y@example.com', until: at(19) })).toBe('r0');
  expect(await of({ email: 'y@example.com', source: 'stripe' })).toBe('');
  expect(await of({ email: 'y@example.com', outcomes: ['created'] })).toBe('');
  expect((await operator.selectForReplay({ email: 'y@example.com' })).ids).toHaveLength(2);

  // Later the index knows her, too.
  const opened = await ledger.open({ source: 'shopify', store: 'default', customer: '5' }, 'none');
  if (opened.kind !== 'open') throw new Error(opened.kind);
  const held = { masivo: 'holds', email: 'y@example.com', consent: null } as const;
  const state = { ...opened.customer.state, confirmed: held };
  expect(await ledger.keep(opened.customer, state, null, await emailKey('y@example.com'))).toBe(true);
  expect(await of({ email: 'y@example.com' })).toBe('r2 r0');
});
