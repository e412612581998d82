import type { Rule } from '../../local/masivo/misbehaviour';
import { until, whether } from './http';
import { TestBridge, waits } from './support';
import { freshId, shopify, shopifyCustomer, signups } from './webhooks';

/** Shorter than in a real run, so that the tests of silence do not last. */
const shorter = { timeoutMs: 1000, lateLandingMs: 1500 };

/**
 * Every test waits for a retry, so they run side by side. Misbehaviour is a matter of a whole Masivo: each test
 * has a bridge to itself for as long as it lasts.
 */
const bridges: TestBridge[] = [];
beforeAll(async () => {
  const start = () =>
    TestBridge.start({
      adjustSettings: (settings) => ({ ...settings, masivo: { ...settings.masivo, ...shorter } }),
    });
  bridges.push(...(await Promise.all([start(), start(), start()])));
});
afterAll(() => Promise.all(bridges.map((bridge) => bridge.stop())));

let asked = 0;
const turns: Promise<void>[] = [];

/** Runs when those who asked for the same bridge before are done. */
function withBridge(run: (bridge: TestBridge) => Promise<void>): Promise<void> {
  const lane = asked++ % bridges.length;
  const mine = (turns[lane] ?? Promise.resolve()).then(() => runOn(bridges[lane], run));
  turns[lane] = mine.catch(() => undefined);
  return mine;
}

async function runOn(bridge: TestBridge | undefined, run: (bridge: TestBridge) => Promise<void>) {
  if (!bridge) throw new Error('beforeAll did not start the bridges');
  try {
    await run(bridge);
    const log = bridge.logLines.join('\n');
    expect(log).toContain('"event":"attempt"');
    for (const secret of ['example.com', 'Ada', 'Grace', 'Bearer', 'eyJ']) expect(log).not.toContain(secret);
    expect(bridge.bridge.deliver.restarts).toBe(0);
  } finally {
    await bridge.misbehave();
  }
}
jest.setTimeout(60_000);

const create = { method: 'POST', path: '/customers' };
const ask = { method: 'GET', path: '/customers/{id}' };
const change = { method: 'PATCH', path: '/customers/{id}' };

describe('a signup', () => {
  const cases: [name: string, rules: Rule[], firstReason: RegExp | null][] = [
    ['HTTP 500', [{ do: 'status', status: 500, match: create, times: 1 }], /HTTP 500/],
    ['HTTP 503', [{ do: 'status', status: 503, match: create, times: 1 }], /HTTP 503/],
    ['HTTP 408', [{ do: 'status', status: 408, match: create, times: 1 }], /HTTP 408/],
    ['HTTP 404', [{ do: 'status', status: 404, match: create, times: 1 }], /base URL/],
    ['HTTP 403, once', [{ do: 'status', status: 403, match: create, times: 1 }], null],
    [
      'HTTP 403 with a new token too',
      [{ do: 'status', status: 403, match: create, times: 2 }],
      /credentials/,
    ],
    [
      'HTTP 401 with a new token too',
      [{ do: 'status', status: 401, match: create, times: 2 }],
      /credentials/,
    ],
    ['HTTP 302', [{ do: 'status', status: 302, match: create, times: 1 }], /HTTP 302/],
    ['HTTP 204', [{ do: 'status', status: 204, match: create, times: 1 }], /confirmed a creation/],
    ['a 429', [{ do: 'throttle', retryAfter: 1, match: create, times: 1 }], /HTTP 429/],
    ['a connection closed before the work', [{ do: 'close-before', match: create, times: 1 }], /no answer/],
    ['a connection closed after the work', [{ do: 'close-after', match: create, times: 1 }], /no answer/],
    ['a 201 that cannot be read', [{ do: 'garble', match: create, times: 1 }], null],
    [
      'a 201 that cannot be read, and no answer to the question after it',
      [
        { do: 'garble', match: create, times: 1 },
        { do: 'close-before', match: ask, times: 1 },
      ],
      /no answer/,
    ],
    [
      'an answer to the question after lost work that cannot be read',
      [
        { do: 'close-after', match: create, times: 1 },
        { do: 'garble', match: ask, times: 1 },
      ],
      /no answer/,
    ],
    ['silence', [{ do: 'hang', match: create, times: 1 }], /timeout/],
    [
      'silence, and the work done at once',
      [{ do: 'work-late', delayMs: 100, match: create, times: 1 }],
      /timeout/,
    ],
    [
      'silence, and the work done after the next attempt',
      [{ do: 'work-late', delayMs: 5000, match: create, times: 1 }],
      /timeout/,
    ],
    ['an answer that comes too late', [{ do: 'latency', delayMs: 1500, match: create, times: 1 }], /timeout/],
    ['slow answers', [{ do: 'latency', delayMs: 300 }], null],
  ];

  test.concurrent.each(cases)('%s: ends created, with one registration', (_, rules, firstReason) =>
    withBridge(async (bridge) => {
      const signup = signups.shopify();
      await bridge.misbehave(...rules);
      const delivery = await bridge.settled(signup);
      expect(delivery).toMatchObject({ outcome: 'created', reason: null });
      const [first] = delivery.attempts;
      if (firstReason === null) expect(delivery.attemptCount).toBe(1);
      else expect(first).toMatchObject({ outcome: 'retry', reason: expect.stringMatching(firstReason) });
      // What was still to come late must not make a second one.
      await until('late work to be done', async () =>
        whether((await bridge.masivo()).inFlightLateWork === 0),
      );
      const { customers } = await bridge.masivo();
      const mine = customers.filter(
        ({ customer }) => customer.email === `ada.${signup.customer}@example.com`,
      );
      expect(mine).toMatchObject([{ customer: { id: signup.customer }, registrations: 1 }]);
      // The first retry within 2 s (and a second for a busy machine), none after more than 10 s.
      expect(waits(delivery).every((ms) => ms < 11_000)).toBe(true);
      expect(waits(delivery)[0] ?? 0).toBeLessThan(3000);
    }),
  );

  test.concurrent.each([400, 422])(
    'HTTP %d: Masivo does not have it and will not take it: refused',
    (status) =>
      withBridge(async (bridge) => {
        await bridge.misbehave({ do: 'status', status, match: create });
        const delivery = await bridge.settled(signups.stripe());
        expect(delivery).toMatchObject({
          outcome: 'refused',
          reason: expect.stringContaining(`HTTP ${status}`),
        });
        const letters = await until('the dead letter', async () => {
          const found = await bridge.deadLetters();
          return whether(found.some(({ envelope }) => envelope.id === delivery.id));
        });
        expect(letters).toBe(true);
      }),
  );

  test.concurrent('HTTP 409 of an e-mail that nobody known has: asked about again, not thrown away', () =>
    withBridge(async (bridge) => {
      const owner = freshId();
      const email = `owned.${owner}@example.com`;
      await inMasivoWithoutUs(bridge, String(owner), email);
      const id = freshId();
      const delivery = await bridge.accepted(shopify(shopifyCustomer({ id, email })));
      const tried = await until('two attempts', async () => {
        const seen = await bridge.delivery(delivery);
        return seen && seen.attemptCount >= 2 ? seen : undefined;
      });
      expect(tried).toMatchObject({ outcome: 'retry', reason: expect.stringContaining('HTTP 409') });
      expect(await bridge.customer(String(id))).toBeUndefined();
    }));
});

describe('a change', () => {
  test.concurrent.each<[string, Rule, firstReason: RegExp | null]>([
    ['HTTP 503', { do: 'status', match: change, times: 1 }, /HTTP 503/],
    ['a 429', { do: 'throttle', match: change, times: 1 }, /HTTP 429/],
    ['a connection closed before the work', { do: 'close-before', match: change, times: 1 }, /no answer/],
    ['a connection closed after the work', { do: 'close-after', match: change, times: 1 }, /no answer/],
    ['silence', { do: 'hang', match: change, times: 1 }, /timeout/],
    ['a 200 that cannot be read', { do: 'garble', match: change, times: 1 }, null],
  ])('%s: ends updated', (_, rule, firstReason) =>
    withBridge(async (bridge) => {
      const id = freshId();
      expect(await bridge.settled(shopify(shopifyCustomer({ id })))).toMatchObject({ outcome: 'created' });
      await bridge.misbehave(rule);
      const changed = shopifyCustomer({
        id,
        first_name: 'Changed',
        updated_at: '2026-11-02T09:45:00+01:00',
      });
      const delivery = await bridge.settled(shopify(changed, { topic: 'customers/update' }));
      expect(delivery).toMatchObject({ outcome: 'updated' });
      if (firstReason === null) expect(delivery.attemptCount).toBe(1);
      else {
        expect(delivery.attempts[0]).toMatchObject({
          outcome: 'retry',
          reason: expect.stringMatching(firstReason),
        });
      }
      expect(await bridge.customer(String(id))).toMatchObject({
        registrations: 1,
        customer: { name: 'Changed Example' },
      });
    }),
  );
});

/** A customer whom somebody else registered in Masivo. */
async function inMasivoWithoutUs(bridge: TestBridge, id: string, email: string): Promise<void> {
  const { masivoBaseUrl } = bridge.bridge;
  const signedIn = await fetch(`${masivoBaseUrl}/auth/authorize`, {
    headers: { 'x-api-key': TestBridge.apiKey },
  });
  const { data } = (await signedIn.json()) as { data: string };
  const answer = await fetch(`${masivoBaseUrl}/customers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${data}`, 'content-type': 'application/json' },
    body: JSON.stringify({ id, name: 'Somebody Else', email, registration_date: '2026-01-01T00:00:00Z' }),
  });
  expect(answer.status).toBe(201);
}
