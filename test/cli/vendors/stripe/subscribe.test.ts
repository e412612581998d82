import { stripeEndpoints } from '../../../../cli/vendors/stripe/endpoints';
import { subscribeStripe } from '../../../../cli/vendors/stripe/subscribe';
import { fingerprintOf } from '../../../../lambda/sources/signature';
import { secretsInMemory } from '../secrets-in-memory';
import { type StripeOptions, startStripe } from './server';

const here = 'https://hooks.example.com/webhooks/stripe';
const there = 'https://other.example.com/webhooks/stripe/eu';
const before = 'https://fake.execute-api.eu-west-1.amazonaws.com/webhooks/stripe';
const held = ['whsec_held'];
const ours = { url: here, metadata: { masivo_bridge_signed_with: fingerprintOf('whsec_held') } };

interface Run {
  readonly payload?: 'thin';
  readonly stripe?: StripeOptions;
  readonly held?: string[];
  readonly replace?: boolean;
  readonly dryRun?: boolean;
  readonly key?: string;
  readonly storing?: 'fails';
}

async function run({ stripe, key = 'rk_test_fake', storing, ...how }: Run) {
  const server = await startStripe(stripe);
  const kept = secretsInMemory(...(how.held ?? []));
  const failing = async () => Promise.reject(new Error('Secrets Manager cannot be reached'));
  const said: string[] = [];
  const subscribe = () =>
    subscribeStripe({
      endpoints: stripeEndpoints({ key, origin: server.origin }),
      payload: how.payload ?? 'snapshot',
      webhookUrl: here,
      secrets: storing === 'fails' ? { ...kept, add: failing } : kept,
      replace: how.replace ?? false,
      former: (url) => (url === before ? 'open' : undefined),
      dryRun: how.dryRun ?? false,
      say: (line) => said.push(line),
    });
  return { ...server, secrets: kept.list, said, subscribe, ended: await subscribe().catch(String) };
}

const refused = (exit: string, reason: string) =>
  expect.objectContaining({ kind: 'refused', exit, reason: expect.stringContaining(reason) });
const done = { kind: 'subscribed', changed: true };

const ourDestination = { url: here, metadata: { masivo_bridge_signed_with: fingerprintOf('whsec_held') } };

describe('subscribing to thin events at Stripe', () => {
  const many = Array.from({ length: 120 }, (_, index) => ({ url: `https://app${index}.example.com` }));

  test.each<[string, Run, { ended: unknown; changes: string[]; secrets?: string[] }]>([
    [
      'an account without destinations',
      {},
      { ended: done, changes: ['create ed_1', 'update ed_1'], secrets: ['whsec_of_ed_1'] },
    ],
    [
      'an account with an endpoint of ours for snapshots, which stays as it is',
      { stripe: { endpoints: [ours] }, held },
      { ended: done, changes: ['create ed_1', 'update ed_1'], secrets: ['whsec_of_ed_1', 'whsec_held'] },
    ],
    [
      'an account that is subscribed already, behind more destinations than a page holds',
      { stripe: { destinations: [...many, ourDestination] }, held },
      { ended: { kind: 'subscribed', changed: false }, changes: [], secrets: held },
    ],
    [
      'fewer events than ours',
      { stripe: { destinations: [{ ...ourDestination, enabled_events: ['v1.customer.created'] }] }, held },
      { ended: done, changes: ['update ed_1'] },
    ],
    [
      'a destination that was disabled: only that is changed',
      { stripe: { destinations: [{ ...ourDestination, status: 'disabled' }] }, held },
      { ended: done, changes: ['enable ed_1'] },
    ],
    [
      'a destination made by hand: its secret cannot be known',
      { stripe: { destinations: [{ url: here }] }, held },
      { ended: refused('failed', 'ed_1 has this address'), changes: [] },
    ],
    [
      'the same, to be replaced',
      { stripe: { destinations: [{ url: here }] }, held, replace: true },
      { ended: done, changes: ['create ed_2', 'update ed_2', 'delete ed_1'] },
    ],
    [
      'a destination at our address for snapshots: none of ours',
      { stripe: { destinations: [{ url: here, event_payload: 'snapshot' }] }, held },
      { ended: done, changes: ['create ed_2', 'update ed_2'] },
    ],
    [
      'our own address before the domain: snapshots that go there stay until they are moved themselves',
      { stripe: { destinations: [{ url: before }], endpoints: [{ url: before }] } },
      { ended: done, changes: ['create ed_2', 'update ed_2', 'delete ed_1'] },
    ],
    [
      'another bridge',
      { stripe: { destinations: [{ url: there }] } },
      { ended: refused('unsafe', there), changes: [], secrets: [] },
    ],
    [
      'another bridge that takes snapshots, to be replaced',
      { stripe: { endpoints: [{ url: there }] }, replace: true },
      { ended: done, changes: ['create ed_1', 'update ed_1', 'delete we_1'] },
    ],
    ['a dry run', { dryRun: true }, { ended: { kind: 'dry-run', steps: 1 }, changes: [], secrets: [] }],
    [
      'a secret that cannot be stored: the destination is taken back',
      { storing: 'fails' },
      { ended: expect.stringContaining('Secrets Manager'), changes: ['create ed_1', 'delete ed_1'] },
    ],
    [
      'a destination that is created without its secret: it is deleted again, with what to do',
      { stripe: { silent: true } },
      {
        ended: expect.stringMatching(/created ed_1 without showing its secret/),
        changes: ['create ed_1', 'delete ed_1'],
        secrets: [],
      },
    ],
    [
      'a key that may not',
      { stripe: { forbidden: ['destinations'] } },
      { ended: expect.stringContaining('may not do that'), changes: [] },
    ],
    [
      'a key that may not see endpoints',
      { stripe: { forbidden: ['endpoints'] } },
      { ended: done, changes: ['create ed_1', 'update ed_1'] },
    ],
    [
      'an account that accepts everything and does nothing',
      { stripe: { destinations: [{ ...ourDestination, status: 'disabled' }], forgetful: true }, held },
      { ended: refused('failed', 'does not show'), changes: ['enable ed_1'] },
    ],
  ])('%s', async (_, how, expected) => {
    const { ended, changes, secrets } = await run({ ...how, payload: 'thin' });
    expect({ ended, changes, secrets }).toEqual({ secrets, ...expected });
  });

  test('once more changes nothing', async () => {
    const { subscribe, changes } = await run({ payload: 'thin' });
    expect(await subscribe()).toEqual({ kind: 'subscribed', changed: false });
    expect(changes).toEqual(['create ed_1', 'update ed_1']);
  });

  test('says what is done, and no secret', async () => {
    const { said, destinations } = await run({ payload: 'thin' });
    expect(said).toEqual([
      `create an event destination for v1.customer.created, v1.customer.updated, v1.customer.deleted at ${here}, and store its secret`,
    ]);
    expect(destinations).toEqual([expect.objectContaining({ url: here, event_payload: 'thin' })]);
  });

  test('the permission that a key lacks is named as Stripe names it', async () => {
    const { origin } = await startStripe({ forbidden: ['destinations'] });
    await expect(stripeEndpoints({ key: 'rk_test_fake', origin }).thin.list()).rejects.toMatchObject({
      fix: 'A restricted key needs "Event Destinations: Write" (rak_event_destination_write).',
    });
  });
});

describe('subscribing at Stripe', () => {
  const many = Array.from({ length: 120 }, (_, index) => ({ url: `https://app${index}.example.com` }));

  test.each<[string, Run, { ended: unknown; changes: string[]; secrets?: string[] }]>([
    [
      'an account without endpoints',
      {},
      { ended: done, changes: ['create we_1', 'update we_1'], secrets: ['whsec_of_we_1'] },
    ],
    [
      'an account that is subscribed already',
      { stripe: { endpoints: [ours] }, held },
      { ended: { kind: 'subscribed', changed: false }, changes: [], secrets: held },
    ],
    [
      'the same, behind more endpoints than a page holds',
      { stripe: { endpoints: [ours, ...many] }, held },
      { ended: { kind: 'subscribed', changed: false }, changes: [] },
    ],
    [
      'other events than ours',
      { stripe: { endpoints: [{ ...ours, enabled_events: ['*'] }] }, held },
      { ended: done, changes: ['update we_1'] },
    ],
    [
      'an endpoint from before consent in Checkout',
      {
        stripe: { endpoints: [{ ...ours, enabled_events: ['customer.created', 'customer.updated'] }] },
        held,
      },
      { ended: done, changes: ['update we_1'] },
    ],
    [
      'an endpoint that was disabled',
      { stripe: { endpoints: [{ ...ours, status: 'disabled' }] }, held },
      { ended: done, changes: ['update we_1'] },
    ],
    [
      'an endpoint made by hand: its secret cannot be known',
      { stripe: { endpoints: [{ url: here }] }, held },
      { ended: refused('failed', 'we_1 has this address'), changes: [] },
    ],
    [
      'an endpoint whose secret was never stored, to be replaced: the new one comes first',
      { stripe: { endpoints: [{ url: here }] }, held, replace: true },
      {
        ended: done,
        changes: ['create we_2', 'update we_2', 'delete we_1'],
        secrets: ['whsec_of_we_2', 'whsec_held'],
      },
    ],
    [
      'another bridge',
      { stripe: { endpoints: [{ url: there }] } },
      { ended: refused('unsafe', there), changes: [], secrets: [] },
    ],
    [
      'another bridge that takes in no customers, or nothing any more',
      {
        stripe: {
          endpoints: [
            { url: there, enabled_events: ['invoice.paid'] },
            { url: there, status: 'disabled' },
          ],
        },
      },
      { ended: done, changes: ['create we_3', 'update we_3'] },
    ],
    [
      'another bridge that is to be replaced',
      { stripe: { endpoints: [{ url: there }] }, replace: true },
      { ended: done, changes: ['create we_2', 'update we_2', 'delete we_1'] },
    ],
    [
      'another bridge that takes thin events',
      { stripe: { destinations: [{ url: there }] } },
      { ended: refused('unsafe', there), changes: [], secrets: [] },
    ],
    [
      'another bridge that takes thin events, to be replaced',
      { stripe: { destinations: [{ url: there }] }, replace: true },
      { ended: done, changes: ['create we_1', 'update we_1', 'delete ed_1'] },
    ],
    [
      'a destination of its own for thin events, which stays as it is',
      { stripe: { destinations: [{ url: here }] } },
      { ended: done, changes: ['create we_1', 'update we_1'] },
    ],
    [
      'a key that may not see destinations',
      { stripe: { destinations: [{ url: there }], forbidden: ['destinations'] } },
      { ended: done, changes: ['create we_1', 'update we_1'] },
    ],
    [
      'a dry run',
      { stripe: { endpoints: [{ url: there }] }, replace: true, dryRun: true },
      { ended: { kind: 'dry-run', steps: 2 }, changes: [], secrets: [] },
    ],
    [
      'a secret that cannot be stored: the endpoint is taken back',
      { storing: 'fails' },
      { ended: expect.stringContaining('Secrets Manager'), changes: ['create we_1', 'delete we_1'] },
    ],
    [
      'an endpoint that is created without its secret: it is deleted again, with what to do',
      { stripe: { silent: true } },
      {
        ended: expect.stringMatching(/created we_1 without showing its secret/),
        changes: ['create we_1', 'delete we_1'],
        secrets: [],
      },
    ],
    [
      'a key that Stripe does not know',
      { key: 'rk_test_stale' },
      { ended: expect.stringContaining('does not know this key'), changes: [] },
    ],
    [
      'a key that may not',
      { stripe: { forbidden: ['endpoints'] } },
      { ended: expect.stringContaining('may not do that'), changes: [] },
    ],
    [
      'an account that accepts everything and does nothing',
      { stripe: { endpoints: [{ ...ours, status: 'disabled' }], forgetful: true }, held },
      {
        ended: refused('failed', 'does not show'),
        changes: ['update we_1'],
      },
    ],
  ])('%s', async (_, how, expected) => {
    const { ended, changes, secrets } = await run(how);
    expect({ ended, changes, secrets }).toEqual({ secrets, ...expected });
  });

  test('once more changes nothing', async () => {
    const { subscribe, changes } = await run({});
    expect(await subscribe()).toEqual({ kind: 'subscribed', changed: false });
    expect(changes).toEqual(['create we_1', 'update we_1']);
  });

  test('pins the version of the bodies, and says no secret', async () => {
    const { endpoints, said } = await run({});
    expect(endpoints).toEqual([expect.objectContaining({ api_version: '2026-10-28.endive' })]);
    expect(said).toEqual([
      `create an endpoint for customer.created, customer.updated, customer.deleted, checkout.session.completed at ${here}, and store its secret`,
    ]);
  });

  test.each([
    ['that may ask', {}, 'acct_1Fake'],
    ['that may not', { forbidden: ['account'] as const }, null],
  ])('the account is told by a key %s', async (_, stripe, account) => {
    const { origin } = await startStripe(stripe);
    expect(await stripeEndpoints({ key: 'rk_test_fake', origin }).account()).toBe(account);
  });
});
