import { follow } from '../../../cli/selftest/follow';
import { madeUpSignup } from '../../../cli/selftest/made-up-signup';
import { sources } from '../../../lambda/sources/registry';
import { deafUrl, listen } from '../../lambda/masivo/server';
import { storeWith } from '../../support/settings';

const signup = { headers: {}, body: Buffer.from('{}') };

async function followAt(url: string) {
  let clock = 0;
  return follow({
    url,
    signup,
    operator: { show: async () => undefined },
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
