import { type FollowDeps, follow } from '../../../cli/selftest/follow';
import { madeUpSignup } from '../../../cli/selftest/made-up-signup';
import { profileOf, profiles } from '../../../lambda/sources/profiles';
import { sources } from '../../../lambda/sources/registry';
import { toldReason } from '../../../operator/core/told-reason';
import { deafUrl, listen } from '../../lambda/masivo/server';
import { storeWith } from '../../support/settings';

const signup = { headers: {}, body: Buffer.from('{}') };

const nothingYet: FollowDeps['operator']['show'] = async () => undefined;

async function followAt(url: string, show = nothingYet) {
  let clock = 0;
  return follow({
    url,
    signup,
    operator: { show },
    waitMs: 1000,
    now: () => clock,
    sleep: async (ms) => {
      clock += ms;
    },
  });
}

describe('a selftest that does not get through ingress', () => {
  test.each([
    [401, 'in five minutes'],
    [404, 'no such store'],
    [429, 'requestsPerSecond'],
    [503, "receive's log"],
  ])('HTTP %i', async (status, fix) => {
    const { url } = await listen((response) => response.writeHead(status).end('{}'));
    expect(await followAt(url)).toEqual({
      passed: false,
      delivery: null,
      steps: [{ step: 'webhook', ms: 0, how: `HTTP ${status} from ${url}` }],
      fix: expect.stringContaining(fix),
    });
  });

  test('nobody answers', async () => {
    const { steps } = await followAt(await deafUrl());
    expect(steps).toEqual([{ step: 'webhook', ms: null, how: expect.stringContaining('does not answer') }]);
  });
});

test('a selftest that nobody picks up', async () => {
  const delivery = '0'.repeat(32);
  const { url } = await listen((response) => response.end(JSON.stringify({ delivery })));
  expect(await followAt(url)).toMatchObject({
    passed: false,
    delivery,
    steps: [{}, { step: 'picked up', ms: null }],
  });
});

const now = new Date('2026-11-24T12:00:00Z');

test.each(['shopify', 'stripe'])(
  'the made-up signup of %s is authentic, of its store and a selftest',
  (name) => {
    const source = sources.get(name);
    const vendorAccount = name === 'shopify' ? 'acme.myshopify.com' : 'acct_1Fake';
    const store = storeWith(name, { vendorAccount, mode: 'live' });
    const { headers, body } = madeUpSignup(store, 'secret', now);
    const lower = Object.fromEntries(
      Object.entries(headers).map(([key, value]) => [key.toLowerCase(), value]),
    );
    expect(source?.verify({ headers: lower, body }, ['secret'], now)).toBe('secret');
    expect(source?.checkHeaders(lower, store)).toBeUndefined();
    expect(source?.parse({ headers: lower, body, receivedAt: now }, store).kind).toBe('selftest');
  },
);

describe('the values that a mapping reads', () => {
  const given = { 'custom.number': 'ES-00000' };
  const declarations = [
    { piece: 'idFrom', reads: { values: ['custom.number', 'custom.card'] }, places: [{ store: 'default' }] },
    { piece: 'idFrom', reads: { values: ['custom.elsewhere'] }, places: [{ store: 'japan' }] },
  ];

  test.each([...profiles.keys()])('are in the made-up signup of %s', (name) => {
    const plain = storeWith(name);
    const store = storeWith(name, { mapping: { ...plain.mapping, values: ['custom.named'] } });
    const { headers, body } = madeUpSignup(store, profileOf(name).secret.local, now, { declarations, given });
    const lower = Object.fromEntries(
      Object.entries(headers).map(([key, value]) => [key.toLowerCase(), value]),
    );
    const source = sources.get(name);
    const parsed = source?.parse({ headers: lower, body, receivedAt: now }, store);
    if (parsed?.kind !== 'selftest') throw new Error('unreachable');
    const value = source?.details?.(parsed.snapshot).value;
    expect(value?.('custom.number')).toBe('ES-00000');
    expect(value?.('custom.card')).toMatch(/^\d{13}$/);
    expect(value?.('custom.named')).toMatch(/^\d{13}$/);
    expect(value?.('custom.elsewhere') ?? null).toBeNull();
  });
});

test.each([
  ['skips', { code: 'skipped-by-mapping', params: { skip: 'no number yet' } }],
  ['refuses', { code: 'mapping-result-invalid', params: { field: 'id', found: 'null' } }],
] as const)('a sample that the mapping %s is told what it may be given', async (_, cause) => {
  const id = '0'.repeat(32);
  const { url } = await listen((response) => response.end(JSON.stringify({ delivery: id })));
  const reason = toldReason({ code: 'selftest-would-not-create', params: { cause } });
  const ended = { outcome: 'ignored', reason, discarded: null, latencyMs: 1, nextTryAt: null } as const;
  const ofNobody = { source: 'shopify', store: 'default', customer: null, maskedEmail: null };
  const at = { receivedAt: now.toISOString(), attempts: [], attemptCount: 1 };
  expect((await followAt(url, async () => ({ id, ...ofNobody, ...at, ...ended }))).fix).toContain(
    '--value NAME=TEXT',
  );
});
