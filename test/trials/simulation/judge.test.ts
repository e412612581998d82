import type { Spec } from '../../../trials/simulation/spec';
import { storyStart } from '../../../trials/simulation/spec';
import { runUniverse } from '../../../trials/simulation/universe';
import type { World } from '../../../trials/simulation/world/world';
import { kindsIn, later, purposes, shopper, sound, twin, version } from './support';

const minuteMs = 60_000;

/** The judge must be able to find a fault: each kind of harm, planted, is found. */
test('a story in which nothing goes wrong has no violations', async () => {
  const { violations, deliveries } = await runUniverse(sound);
  expect([violations, deliveries]).toEqual([[], 3]);
});

const { id } = shopper;
const logged = (fields: Record<string, string>) => later((world) => world.onLog('worker', fields));

test.each<[string, (world: World) => void, readonly string[]]>([
  ['a customer is gone', later(({ account }) => account.byHand.remove(id)), ['ledger', 'link lost', 'lost']],
  [
    'an older name is back',
    later(({ account }) => account.change(id, { name: 'Shopper Number0' })),
    ['stale'],
  ],
  ['a birthday is gone', later(({ account }) => account.change(id, { dob: null })), ['stale']],
  [
    'metadata is older',
    later(({ account }) =>
      account.change(id, { metadata: { ...account.find(id)?.metadata, phone: '+15550000009' } }),
    ),
    ['stale'],
  ],
  [
    'nobody carries the twin any more',
    later(({ account }) => {
      const { linked: _, ...metadata } = account.find(id)?.metadata ?? {};
      account.change(id, { metadata });
    }),
    ['link lost'],
  ],
  [
    'a yes is lost',
    later(({ account }) => account.recordConsent(id, { ...purposes, email_marketing: false })),
    ['consent lost', 'ledger'],
  ],
  [
    'a purpose nobody asked for is granted',
    later(({ account }) => account.recordConsent(id, { ...purposes, push_notifications: true })),
    ['marketable unasked'],
  ],
  [
    'a purpose that the terms do not allow is granted',
    later(({ account }) => account.recordConsent(id, { ...purposes, punchcard_campaigns: true })),
    ['consent wrong'],
  ],
  [
    'a consent record is of other terms, or of another time',
    later(({ account }) =>
      account.recordConsent(id, purposes, { version: '1', consent_timestamp: '2020-01-01T00:00:00Z' }),
    ),
    ['consent wrong'],
  ],
  [
    'one who was released after its deletion is not there',
    later(({ account, witness }) => {
      account.byHand.remove(id);
      witness.onDeletion(id);
      witness.onReleased(id, 'create');
    }),
    ['lost'],
  ],
  [
    'one is created who existed before go-live',
    later(({ witness }) => {
      witness.onUncreatable(id);
      witness.onSending('masivo create', [id]);
    }),
    ['reward unasked'],
  ],
  [
    'one is created who was released without rewards',
    later(({ witness }) => {
      witness.onRelease(id, 'migrate');
      witness.onSending('masivo create', [id]);
    }),
    ['reward unasked'],
  ],
  [
    'one is created again who was deleted',
    later(({ witness }) => {
      witness.onDeletion(id);
      witness.onSending('masivo create', [id]);
    }),
    ['created again'],
  ],
  [
    'four at once are taken for gone',
    later(({ witness }) => {
      for (const one of ['1', '2', '3', '4']) {
        witness.onDeletion(one);
        const item = { outcomeKey: { S: 'simulated|attention|gone' } };
        witness.onWrite(`simulated|customer|shopify|default|${one}`, item, undefined);
      }
    }),
    ['gone believed'],
  ],
  ['a line names the shopper', logged({ event: 'attempt', reason: 'Shopper Number0' }), ['leak']],
  ['a line has an e-mail', logged({ event: 'attempt', reason: 'x@example.com' }), ['leak']],
  ['an attempt threw a TypeError', logged({ event: 'attempt-failed', error: 'TypeError' }), ['bug']],
  [
    'a message is put where nobody looks',
    later(({ queues }) => queues.deadLetters.send('{}', 'x')),
    ['stuck'],
  ],
])('%s', async (_, sabotage, kinds) => {
  expect(await kindsIn(sound, sabotage)).toEqual(kinds);
});

test('a Masivo that pays twice for one customer is found', async () => {
  const masivo = { ...sound.traits.masivo, registersAgain: true } as const;
  const again = later(({ account }) =>
    account.create({ id, name: 'Shopper', email: 'shopper.0@example.com' }),
  );
  expect(await kindsIn({ ...sound, traits: { ...sound.traits, masivo } }, again)).toEqual(['doubled']);
});

test('one who was marketable unasked for an instant is found where the account takes the consent at creation', async () => {
  const masivo = { ...sound.traits.masivo, consentAtCreation: 'taken' } as const;
  const spec: Spec = { ...sound, traits: { ...sound.traits, masivo } };
  expect(await kindsIn(spec)).toEqual([]);
  const plain = later(({ account }) => {
    const entry = account.find(id);
    account.byHand.remove(id);
    if (!entry) return;
    account.create(entry);
    account.change(id, { metadata: entry.metadata });
    if (entry.purposes) account.recordConsent(id, entry.purposes, entry.consent ?? undefined);
  });
  expect(await kindsIn(spec, plain)).toEqual(['doubled', 'marketable unasked']);
});

test('a delivery that says nothing of the other e-mail is found', async () => {
  const [signup = version, changed = version] = shopper.versions;
  const moved = { ...changed, email: 'moved.0@example.com' };
  const told: Spec = { ...sound, customers: [{ ...shopper, versions: [signup, moved] }, twin] };
  expect(await kindsIn(told)).toEqual([]);
  const silent = later(({ account }) => {
    account.byHand.remove(id);
    account.create({ id, name: 'Shopper', email: 'another@example.com' });
  });
  expect(await kindsIn(sound, silent)).toContain('untold');
});

test('a no that never arrives is found', async () => {
  const versions = [
    { ...version, statement: true },
    { ...version, atMs: 300_000, statement: false },
  ];
  const spec: Spec = { ...sound, customers: [{ ...shopper, versions }, twin] };
  expect(await kindsIn(spec)).toEqual([]);
  const yes = later(({ account }) => account.recordConsent(id, purposes));
  expect(await kindsIn(spec, yes)).toEqual(['consent wrong', 'ledger', 'marketable unasked']);
});

test('a lease without an end, and a message that waits for it, are found', async () => {
  const monthMs = 30 * 24 * 3600_000;
  const spec: Spec = {
    ...sound,
    traits: { ...sound.traits, skewMs: [monthMs], workers: 1 },
    steps: sound.steps.slice(0, 1),
    faults: [{ kind: 'call', op: 'write customer', nth: 0, effect: { do: 'die', when: 'landed' } }],
  };
  // The next process has the right time.
  const sabotage = (world: World) =>
    void world.scheduler.at(storyStart + 10_000, () => {
      Object.assign(spec.traits.skewMs, [0]);
    });
  expect(await kindsIn(spec, sabotage)).toEqual(['endless', 'lease', 'lost']);
});

test('what somebody wrote in Masivo is missed', async () => {
  const spec: Spec = {
    ...sound,
    steps: [...sound.steps, { do: 'edit', customer: 0, atMs: 10 * 60_000 }],
  };
  expect(await kindsIn(spec)).toEqual([]);
  const erase = later(({ account }) => {
    const { vip: _, ...metadata } = account.find(id)?.metadata ?? {};
    account.change(id, { metadata });
  });
  expect(await kindsIn(spec, erase)).toEqual(['erased']);
});

describe('of a shopper whom the store has deleted', () => {
  const told: Spec = {
    ...sound,
    customers: [{ ...shopper, deletedMs: 7 * minuteMs }, twin],
    steps: [...sound.steps, { do: 'store deletion', customer: 0, atMs: 8 * minuteMs }],
  };
  const none = { ...purposes, email_marketing: false };

  test('a story in which nothing goes wrong has no violations', async () => {
    expect(await kindsIn(told)).toEqual([]);
  });

  test.each<[string, (world: World) => void, readonly string[]]>([
    [
      'it may get marketing',
      later(({ account }) => account.recordConsent(id, purposes)),
      ['ledger', 'marketable unasked'],
    ],
    [
      'it lost a loyalty purpose',
      later(({ account }) => account.recordConsent(id, { ...none, coupon_campaigns: false })),
      ['consent wrong'],
    ],
    [
      'it is marked no more',
      later(({ account }) => {
        const { deleted_in_store: _, ...metadata } = account.find(id)?.metadata ?? {};
        account.change(id, { metadata });
      }),
      ['stale'],
    ],
    ['it is created', later(({ witness }) => witness.onSending('masivo create', [id])), ['revived']],
    ['it is brought over', later(({ witness }) => witness.onSending('masivo migrate', [id])), ['revived']],
  ])('%s', async (_, sabotage, kinds) => {
    expect(await kindsIn(told, sabotage)).toEqual(kinds);
  });
});

describe('of a shopper whom the store has merged into another', () => {
  const other = { ...shopper, id: '7000000002', versions: [{ ...version, email: 'shopper.2@example.com' }] };
  const told: Spec = {
    ...sound,
    customers: [shopper, twin, { ...other, merged: { into: 0, atMs: 7 * minuteMs } }],
    steps: [
      ...sound.steps,
      { do: 'webhook', customer: 2, version: 0, atMs: 2000 },
      { do: 'store merge', customer: 2, atMs: 8 * minuteMs },
    ],
  };

  test('a story in which nothing goes wrong has no violations', async () => {
    expect(await kindsIn(told)).toEqual([]);
  });

  test('one who waits, and whose e-mail comes too late, is where its item says', async () => {
    const { email } = version;
    const waiting = {
      ...other,
      versions: [
        { ...version, email: null },
        { ...version, atMs: 9 * minuteMs, email },
      ],
    };
    const spec: Spec = {
      ...told,
      customers: [shopper, twin, { ...waiting, merged: { into: 0, atMs: 7 * minuteMs } }],
      steps: [...told.steps, { do: 'webhook', customer: 2, version: 1, atMs: 10 * minuteMs }],
    };
    expect(await kindsIn(spec)).toEqual([]);
  });

  test.each<[string, (world: World) => void, readonly string[]]>([
    [
      'nobody carries it',
      later(({ account }) =>
        account.change(id, {
          metadata: { ...account.find(id)?.metadata, linked: 'stripe/default/cus_Simulated1' },
        }),
      ),
      ['link lost'],
    ],
    ['it is created', later(({ witness }) => witness.onSending('masivo create', [other.id])), ['revived']],
    ['it has another name', later(({ account }) => account.change(other.id, { name: 'Nobody' })), ['stale']],
    [
      'it may get marketing that it never allowed',
      later(({ account }) => account.recordConsent(other.id, purposes)),
      ['ledger', 'marketable unasked'],
    ],
  ])('%s', async (_, sabotage, kinds) => {
    expect(await kindsIn(told, sabotage)).toEqual(kinds);
  });
});
