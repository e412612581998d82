import { specOf } from '../../../trials/simulation/generate';
import type { Customer, SettingsTraits, Spec } from '../../../trials/simulation/spec';
import { storyStart } from '../../../trials/simulation/spec';
import type { World } from '../../../trials/simulation/world/world';
import { kindsIn, later, purposes, shopper, sound, twin, version } from './support';

/** Where settings differ, the judge expects something else: that, and nothing besides. */
const minuteMs = 60_000;
const withSettings = (varied: SettingsTraits, customers: readonly Customer[] = sound.customers): Spec => ({
  ...sound,
  customers,
  traits: { ...sound.traits, ...varied },
});
const created = later(({ account }) =>
  account.create({ id: shopper.id, name: 'Shopper', email: 'shopper.0@example.com' }),
);
const otherEmail = { ...version, name: 'Shopper Number9', email: 'shopper.9@example.com' };
const old: Customer = { ...shopper, registeredMs: -86_400_000 };
const inStore = (traits: NonNullable<SettingsTraits['stores']>[string]): SettingsTraits => ({
  stores: { 'shopify/default': traits, 'stripe/default': {} },
  onlyNamed: true,
});

test('who has the e-mail of another is not in Masivo where the settings refuse it, and carried by nobody', async () => {
  const refuse = withSettings({ sameEmail: 'refuse' });
  expect(await kindsIn(refuse)).toEqual([]);
  expect(await kindsIn(refuse, linkTwin)).toEqual(['linked unasked']);
});

const linkTwin = later(({ account }) => {
  const metadata = { ...account.find(shopper.id)?.metadata, linked: `stripe/default/${twin.id}` };
  account.change(shopper.id, { metadata });
});
const unverified = (customer: Customer): Customer => ({
  ...customer,
  versions: customer.versions.map((each) => ({ ...each, unverified: true })),
});
const unverifiedTwin = withSettings({ stores: { 'stripe/default': { emailsVerified: false } } }, [
  shopper,
  unverified(twin),
]);

test('who has the e-mail of another, and whose store does not say that it is verified, is carried by nobody', async () => {
  expect(await kindsIn(unverifiedTwin)).toEqual([]);
  expect(await kindsIn(unverifiedTwin, linkTwin)).toEqual(['linked unasked']);
});

test('nor is it carried by one who had the e-mail first, of whom no store says that it is verified', async () => {
  expect(await kindsIn(withSettings({}, [unverified(shopper), twin]))).toEqual([]);
});

test('it is carried by the other where an operator links it', async () => {
  const spec: Spec = {
    ...unverifiedTwin,
    steps: [...sound.steps, { do: 'release', how: 'link', atMs: 10 * minuteMs }],
  };
  let carried: unknown;
  const look = later(({ account }) => {
    carried = account.find(shopper.id)?.metadata.linked;
  });
  expect(await kindsIn(spec, look)).toEqual([]);
  expect(carried).toBe(`stripe/default/${twin.id}`);
});

test('of more ids than Masivo shows, the ledger says who is carried', async () => {
  const more = (count: object) =>
    later(({ account }) => {
      const metadata = {
        ...account.find(shopper.id)?.metadata,
        linked: 'stripe/default/cus_other',
        ...count,
      };
      account.change(shopper.id, { metadata });
    });
  expect(await kindsIn(sound, more({ linked_count: '51' }))).toEqual([]);
  expect(await kindsIn(sound, more({}))).toEqual(['link lost']);
});

test('nobody is created of a store that creates none', async () => {
  const spec = withSettings(inStore({ creates: false }), [shopper, { ...twin, versions: [otherEmail] }]);
  expect(await kindsIn(spec)).toEqual([]);
  expect(await kindsIn(spec, created)).toContain('reward unasked');
});

test('no consent is recorded of a store that sends none', async () => {
  const spec = withSettings(inStore({ consent: 'off' }));
  expect(await kindsIn(spec)).toEqual([]);
  const recorded = later(({ account }) => account.recordConsent(shopper.id, purposes));
  expect(await kindsIn(spec, recorded)).toEqual(['consent unasked']);
});

test('without a go-live those of before it are created, too', async () => {
  const spec = withSettings(inStore({ signupsSince: 'absent' }), [old, twin]);
  expect(await kindsIn(spec)).toEqual([]);
  const gone = later(({ account }) => account.byHand.remove(old.id));
  expect(await kindsIn(spec, gone)).toContain('lost');
});

test('a migration that never arrived, and that nobody looks for any more, is found', async () => {
  const held: Customer = { ...shopper, id: '7000000009', versions: [{ ...otherEmail, atMs: 20_000 }] };
  const spec: Spec = {
    ...sound,
    traits: { ...sound.traits, maxCreationsPerHour: 1 },
    customers: [shopper, held],
    steps: [
      { do: 'webhook', customer: 0, version: 0, atMs: 1000 },
      { do: 'webhook', customer: 1, version: 0, atMs: 30_000 },
      { do: 'release', how: 'migrate', atMs: 10 * minuteMs },
    ],
    faults: [{ kind: 'call', op: 'masivo migrate', nth: 0, effect: { do: 'lost', when: 'before' } }],
  };
  expect(await kindsIn(spec)).toEqual([]);
  const forget = (world: World) =>
    void world.scheduler.at(storyStart + 12 * minuteMs, () => world.queues.events.takeAll());
  expect(await kindsIn(spec, forget)).toEqual(['lost', 'migration lost']);
});

test('among a hundred seeds each setting is varied', () => {
  const varied = Array.from({ length: 100 }, (_, place) => specOf(place + 1).traits);
  const stores = varied.flatMap(({ stores = {} }) => Object.values(stores));
  expect(varied.some(({ sameEmail }) => sameEmail === 'refuse')).toBe(true);
  expect(varied.some(({ onlyNamed, stores = {} }) => onlyNamed && Object.keys(stores).length === 1)).toBe(
    true,
  );
  expect(stores.some(({ creates }) => creates === false)).toBe(true);
  expect(stores.some(({ consent }) => consent === 'off')).toBe(true);
  expect(stores.some(({ signupsSince }) => signupsSince === 'absent')).toBe(true);
  expect(stores.some(({ emailsVerified }) => emailsVerified === false)).toBe(true);
});
