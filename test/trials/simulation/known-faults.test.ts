import type { CallFault, Effect } from '../../../trials/simulation/faults';
import type { Customer, Spec, Step, Version } from '../../../trials/simulation/spec';
import { runUniverse } from '../../../trials/simulation/universe';
import { shopper, sound, version } from './support';

/** The faults that are known, as stories: each shows that the simulation can tell it, and that its judge finds it. */
const secondMs = 1000;
const minuteMs = 60 * secondMs;
const dayMs = 24 * 3600 * secondMs;

const customer = (id: string, ...versions: readonly Partial<Version>[]): Customer => ({
  ...shopper,
  id,
  versions: versions.map((one) => ({ ...version, statement: undefined, ...one })),
});
const inSecondStore = (one: Customer): Customer => ({ ...one, store: 'second' });
const hook = (of: number, place: number, atMs: number): Step => ({
  do: 'webhook',
  customer: of,
  version: place,
  atMs,
});
const at = (op: string, nth: number, effect: Effect): CallFault => ({ kind: 'call', op, nth, effect });

function story(
  customers: readonly Customer[],
  steps: readonly Step[],
  faults: Spec['faults'] = [],
  traits: Partial<Spec['traits']> = {},
): Spec {
  return { ...sound, seed: 3, customers, steps, faults, traits: { ...sound.traits, workers: 2, ...traits } };
}

const guarded = { maxCreationsPerHour: 1 };
const other = customer('7000000009', { email: 'shopper.9@example.com' });
const months = 95 * dayMs;

test.each<[string, Spec]>([
  [
    'F1: a yes in flight at a death lands after the no',
    story(
      [customer('1', { statement: true }, { atMs: 20 * secondMs, statement: false })],
      [hook(0, 0, secondMs), hook(0, 1, 28 * secondMs)],
      [at('masivo consent', 0, { do: 'die', when: 'sent', lateMs: 40 * secondMs })],
    ),
  ],
  [
    'F2: one who was deleted in Masivo is created again',
    story(
      [customer('1', {}, { atMs: 2 * minuteMs, name: 'Shopper Two' })],
      [hook(0, 0, secondMs), { do: 'delete', customer: 0, atMs: minuteMs }, hook(0, 1, 3 * minuteMs)],
    ),
  ],
  [
    'F3: one is held whose creation lands later',
    story(
      [customer('1', {}, { atMs: 20 * secondMs, name: 'Shopper Two' })],
      [hook(0, 0, secondMs), hook(0, 1, 28 * secondMs)],
      [at('masivo create', 0, { do: 'die', when: 'sent', lateMs: 50 * secondMs })],
      guarded,
    ),
  ],
  [
    'F4: one who was held is forgotten, because the second write failed',
    story(
      [other, customer('1', { atMs: 20 * secondMs }, { atMs: months, name: 'Shopper Two' })],
      [hook(0, 0, secondMs), hook(1, 0, 30 * secondMs), hook(1, 1, months + minuteMs)],
      [at('write customer', 2, { do: 'die', when: 'before' })],
      guarded,
    ),
  ],
  [
    'F5: a consent that Masivo refused is forgotten with its record',
    story(
      [customer('1', {}, { atMs: months, name: 'Shopper Two' })],
      [hook(0, 0, secondMs), hook(0, 1, months + minuteMs)],
      [at('masivo consent', 0, { do: 'status', status: 422 })],
    ),
  ],
  [
    'F6: a redriven message is given up at its first failure',
    story(
      [customer('1', {})],
      [
        hook(0, 0, secondMs),
        { do: 'pause', store: '*', atMs: minuteMs },
        { do: 'resume', store: '*', atMs: 13.5 * dayMs },
        { do: 'redrive', atMs: 13.6 * dayMs },
      ],
      [
        {
          kind: 'outage',
          op: 'masivo create',
          fromMs: 0,
          toMs: 13.7 * dayMs,
          probability: 1,
          effect: { do: 'status', status: 503 },
        },
      ],
    ),
  ],
  [
    'F10: the last no is lost, after the records of the yes have expired',
    story(
      [
        customer(
          '1',
          { statement: false },
          { atMs: minuteMs, statement: true },
          { atMs: months, statement: false },
        ),
      ],
      [hook(0, 0, secondMs), hook(0, 1, 2 * minuteMs), hook(0, 2, months + minuteMs)],
    ),
  ],
  [
    'F11: a lost change of the owner lands over a link',
    story(
      [
        customer('1', { phone: '+15550000001' }, { atMs: 2 * minuteMs, phone: '+15550000002' }),
        inSecondStore(customer('2', { atMs: 2 * minuteMs + 5 * secondMs })),
      ],
      [hook(0, 0, secondMs), hook(0, 1, 2 * minuteMs + secondMs), hook(1, 0, 2 * minuteMs + 12 * secondMs)],
      [at('masivo change', 0, { do: 'late', ms: 40 * secondMs })],
    ),
  ],
  [
    'F12: an older change lands between the request and the answer of a newer one',
    story(
      [
        customer(
          '1',
          {},
          { atMs: minuteMs, name: 'Shopper Older' },
          { atMs: minuteMs + 5 * secondMs, name: 'Shopper Newer' },
        ),
      ],
      [hook(0, 0, secondMs), hook(0, 1, minuteMs + secondMs), hook(0, 2, minuteMs + 60 * secondMs)],
      [
        at('masivo change', 0, { do: 'lost', when: 'after', lateMs: 59_900 }),
        at('masivo change', 2, { do: 'slow', ms: 7000 }),
      ],
    ),
  ],
  [
    'F14: a field that was taken back stays, after the records have expired',
    story(
      [
        customer(
          '1',
          { phone: null },
          { atMs: minuteMs, phone: '+15550000002' },
          { atMs: months, phone: null },
        ),
      ],
      [hook(0, 0, secondMs), hook(0, 1, 2 * minuteMs), hook(0, 2, months + minuteMs)],
    ),
  ],
  [
    'F16: one is given to Masivo without rewards again and again, and never appears',
    story(
      [customer('1', {}), inSecondStore(other), inSecondStore(customer('2', { atMs: 20 * secondMs }))],
      [
        hook(0, 0, secondMs),
        hook(1, 0, 2 * secondMs),
        hook(2, 0, 30 * secondMs),
        { do: 'release', how: 'migrate', atMs: 10 * minuteMs },
      ],
      [],
      guarded,
    ),
  ],
  [
    'F17: one who was given to Masivo without rewards at a death gets no consent record',
    story(
      [other, customer('1', { atMs: 20 * secondMs })],
      [
        hook(0, 0, secondMs),
        hook(1, 0, 30 * secondMs),
        { do: 'release', how: 'migrate', atMs: 10 * minuteMs },
      ],
      [at('masivo migrate', 0, { do: 'die', when: 'landed' })],
      guarded,
    ),
  ],
  [
    'a field that was told in doubt and taken back in doubt stays',
    story(
      [customer('1', { birthDate: '1990-05-17' }, { atMs: 20 * secondMs, birthDate: null })],
      [hook(0, 0, secondMs), hook(0, 1, 28 * secondMs)],
      [at('masivo create', 0, { do: 'die', when: 'landed' })],
    ),
  ],
  [
    'the index learns an e-mail with which nobody was created, and forgets the one that was',
    story(
      [
        customer('1', {}, { atMs: 20 * secondMs, email: 'moved.0@example.com' }),
        inSecondStore(customer('2', { atMs: 5 * minuteMs })),
      ],
      [hook(0, 0, secondMs), hook(0, 1, 28 * secondMs), hook(1, 0, 6 * minuteMs)],
      [at('masivo consent', 0, { do: 'die', when: 'landed' })],
    ),
  ],
  [
    'one whom Masivo had before is held, and the yes in the held webhook is never recorded',
    story(
      [other, customer('1', { atMs: 20 * secondMs, statement: true })],
      [
        { do: 'foreign', id: '1', email: 'shopper.0@example.com', atMs: 0 },
        hook(0, 0, secondMs),
        hook(1, 0, 30 * secondMs),
        { do: 'release', how: 'create', atMs: 10 * minuteMs },
      ],
      [],
      guarded,
    ),
  ],
  [
    'one whom somebody else brought is taken for a creation that was frozen before its request',
    story(
      [customer('1', { statement: undefined })],
      [{ do: 'foreign', id: '1', email: 'shopper.0@example.com', atMs: 0 }, hook(0, 0, secondMs)],
      [at('write customer', 0, { do: 'stall', ms: 40 * secondMs })],
    ),
  ],
  [
    'one who is linked and has no e-mail any more waits for one, because it was replayed',
    story(
      [
        customer('1', {}),
        inSecondStore(customer('2', { atMs: minuteMs }, { atMs: 5 * minuteMs, email: null })),
      ],
      [
        hook(0, 0, secondMs),
        hook(1, 0, 2 * minuteMs),
        hook(1, 1, 6 * minuteMs),
        { do: 'replay', customer: 1, atMs: 10 * minuteMs },
      ],
    ),
  ],
])('%s: not so', async (_, spec) => {
  expect((await runUniverse(spec)).violations).toEqual([]);
});
