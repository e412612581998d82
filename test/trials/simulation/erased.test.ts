import type { Customer, Spec, Step } from '../../../trials/simulation/spec';
import { runUniverse } from '../../../trials/simulation/universe';
import type { World } from '../../../trials/simulation/world/world';
import { kindsIn, later, purposes, shopper, sound, twin, version } from './support';

/** Stories of people who were erased: what went wrong in them before, and that the judge finds it. */
const secondMs = 1000;
const minuteMs = 60 * secondMs;

const { id } = shopper;
const [first] = shopper.versions;
const owner: Customer = { ...shopper, versions: first ? [first] : [] };
const email = 'shopper.2@example.com';
const other: Customer = {
  ...shopper,
  id: '7000000002',
  versions: [{ ...version, name: 'Shopper Number2', email, phone: '+15550000200' }],
};
/** The same person as `owner`, who signs up after its erasure. */
const again: Customer = {
  ...shopper,
  id: '7000000003',
  registeredMs: 30 * minuteMs,
  versions: [{ ...version, atMs: 30 * minuteMs, name: 'Shopper Number3', phone: '+15550000300' }],
};

const hook = (customer: number, atMs: number): Step => ({ do: 'webhook', customer, version: 0, atMs });
const erase = (customer: number, atMs = 10 * minuteMs): Step => ({
  do: 'erase',
  customer,
  by: 'store',
  atMs,
});
const story = (
  customers: readonly Customer[],
  steps: readonly Step[],
  traits: Partial<Spec['traits']> = {},
  faults: Spec['faults'] = [],
): Spec => ({ ...sound, customers, steps, faults, traits: { ...sound.traits, workers: 2, ...traits } });

const erased = story([owner, again], [hook(0, secondMs), erase(0), hook(1, 31 * minuteMs)]);
const hidden = { masivo: { ...sound.traits.masivo, showsMetadata: false } };
const refusing = { masivo: { ...sound.traits.masivo, conflictStatus: 422 as const } };
const merged: Customer = { ...other, merged: { into: 0, atMs: 5 * minuteMs } };
const deleted: Customer = { ...owner, deletedMs: 20 * minuteMs };

// Seeds with which the function that froze works again once the other one is done.
test.each([4, 5, 7, 9, 11])('a claim of a function that froze is not sent again later: %i', async (seed) => {
  const spec = story(
    [owner, other],
    [
      { do: 'erase', customer: 0, by: 'operator', atMs: secondMs },
      ...[0, 1, 2, 3].map((copy) => hook(1, 10 * minuteMs + copy * secondMs)),
    ],
    {},
    [{ kind: 'call', op: 'write customer', nth: 0, effect: { do: 'stall', ms: 400 * secondMs } }],
  );
  const { violations } = await runUniverse({ ...spec, seed });
  expect(violations).toEqual([]);
});

test.each<[string, Spec]>([
  ['one who signs up again is refused while Masivo has the e-mail', erased],
  [
    'and created once somebody has deleted the old customer there',
    { ...erased, traits: { ...erased.traits, deletesErased: true } },
  ],
  [
    'an account that answers a taken e-mail otherwise says so, too',
    { ...erased, traits: { ...erased.traits, ...refusing } },
  ],
  [
    'one who signs up again, and is released without rewards, is refused with that reason',
    story(
      [owner, other, again],
      [
        hook(0, secondMs),
        erase(0),
        hook(1, 30 * minuteMs),
        hook(2, 31 * minuteMs),
        { do: 'release', how: 'migrate', atMs: 40 * minuteMs },
      ],
      { maxCreationsPerHour: 1 },
    ),
  ],
  ['metadata that Masivo does not show is emptied', story([owner], [hook(0, secondMs), erase(0)], hidden)],
  [
    'the id is taken from a customer whose metadata Masivo does not show',
    story([owner, twin], [hook(0, secondMs), hook(1, 3 * minuteMs), erase(1)], hidden),
  ],
  [
    'who is linked to it is gone without an event of its own',
    story([owner, twin], [hook(0, secondMs), hook(1, 3 * minuteMs), erase(0)]),
  ],
  [
    'two erasures of one customer, one of which begins when the other one ends',
    story(
      [owner],
      [hook(0, secondMs), ...[0, 1, 2, 3, 4, 5].map((copy) => erase(0, 10 * minuteMs + copy * 70))],
      { longestIndexLagMs: 60 * secondMs },
    ),
  ],
  [
    'two by the e-mail alone',
    story(
      [owner],
      [
        hook(0, secondMs),
        ...[0, 1, 2, 3, 4, 5].map(
          (copy): Step => ({
            do: 'erase',
            customer: 0,
            by: copy % 2 === 0 ? 'store, e-mail' : 'operator',
            atMs: 10 * minuteMs + copy * 70,
          }),
        ),
      ],
      { longestIndexLagMs: 5 * secondMs },
    ),
  ],
  [
    'a consent that somebody records by hand does not outlast the deletion',
    story(
      [deleted],
      [
        hook(0, secondMs),
        { do: 'consent by hand', customer: 0, granted: true, atMs: 10 * minuteMs },
        { do: 'store deletion', customer: 0, atMs: 20 * minuteMs },
      ],
    ),
  ],
])('%s', async (_, spec) => {
  expect((await runUniverse(spec)).violations).toEqual([]);
});

test('whom the store has merged into it is erased with it', async () => {
  const spec = story(
    [owner, merged],
    [
      hook(0, secondMs),
      hook(1, 2 * secondMs),
      { do: 'store merge', customer: 1, atMs: 6 * minuteMs },
      erase(0),
    ],
  );
  let seen: readonly unknown[] = [];
  const kinds = await kindsIn(
    spec,
    later(({ account }) => {
      seen = [id, other.id].map((each) => account.find(each)?.name);
    }),
  );
  expect({ seen, kinds }).toEqual({ seen: ['Erased', 'Erased'], kinds: [] });
});

describe('the judge finds', () => {
  const told = story([owner, other], [hook(0, secondMs), hook(1, 2 * secondMs), erase(0)]);
  const message = (body: string) => JSON.stringify({ body: Buffer.from(body).toString('base64') });

  test.each<[string, (world: World) => void, readonly string[]]>([
    ['a creation', later(({ witness }) => witness.onSending('masivo create', [id])), ['revived']],
    ['a migration', later(({ witness }) => witness.onSending('masivo migrate', [id])), ['revived']],
    ['a name in Masivo', later(({ account }) => account.change(id, { name: 'Anybody' })), ['not erased']],
    [
      'metadata in Masivo',
      later(({ account }) => account.change(id, { metadata: { source: 'shopify', store: 'default' } })),
      ['not erased'],
    ],
    ['a yes in Masivo', later(({ account }) => account.recordConsent(id, purposes)), ['marketable unasked']],
    [
      'loyalty in Masivo',
      later(({ account }) => account.recordConsent(id, { ...purposes, email_marketing: false })),
      ['not erased'],
    ],
    [
      'an e-mail in an item',
      later(({ table }) =>
        table.write('simulated|x', { pk: { S: 'simulated|x' }, a: { S: 'shopper.0@example.com' } }),
      ),
      ['still held'],
    ],
    [
      'an id in an item',
      later(({ table }) => table.write('simulated|x', { pk: { S: 'simulated|x' }, a: { S: `${id}` } })),
      ['still held'],
    ],
    [
      'a phone in a dead letter',
      later(({ queues }) => queues.deadLetters.send(message('{"phone":"+15550000000"}'))),
      ['still held', 'stuck'],
    ],
    [
      'its id at another customer in Masivo',
      later(({ account }) =>
        account.change(other.id, {
          metadata: { ...account.find(other.id)?.metadata, linked: `shopify/default/${id}` },
        }),
      ),
      ['still held'],
    ],
    ['an erasure that nobody carries out', (world) => world.witness.onErasure(other.id), ['not erased']],
  ])('%s', async (_, sabotage, kinds) => {
    expect(await kindsIn(told, sabotage)).toEqual(kinds);
  });
});
