import { stripeEndpoints } from '../../../../cli/vendors/stripe/endpoints';
import { subscribeStripe } from '../../../../cli/vendors/stripe/subscribe';
import { fingerprintOf } from '../../../../lambda/sources/signature';
import { secretsInMemory } from '../secrets-in-memory';
import { type StripeOptions, startStripe } from './server';

const here = 'https://hooks.example.com/webhooks/stripe';
const there = 'https://other.example.com/webhooks/stripe/eu';
const held = ['whsec_held'];
const ours = { url: here, metadata: { masivo_bridge_signed_with: fingerprintOf('whsec_held') } };

interface Run {
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
      webhookUrl: here,
      secrets: storing === 'fails' ? { ...kept, add: failing } : kept,
      replace: how.replace ?? false,
      dryRun: how.dryRun ?? false,
      say: (line) => said.push(line),
    });
  return { ...server, secrets: kept.list, said, subscribe, ended: await subscribe().catch(String) };
}

const refused = (exit: string, reason: string) =>
  expect.objectContaining({ kind: 'refused', exit, reason: expect.stringContaining(reason) });
const done = { kind: 'subscribed', changed: true };

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
      `create an endpoint for customer.created, customer.updated, checkout.session.completed at ${here}, and store its secret`,
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
