import fc from 'fast-check';
import type {
  ConsentStatement,
  ConsentStatements,
  KeptSnapshot,
} from '../../../lambda/delivery/customer-state';
import { merged } from '../../../lambda/delivery/merge';
import {
  counts,
  mergedStatements,
  relationOfStatements,
  sameStatements,
  statementsOf,
} from '../../../lambda/delivery/statements';
import { channels } from '../../../lambda/masivo/consent';
import { draftFields } from '../../../lambda/masivo/customer';
import { extras } from '../../../lambda/settings';
import { compareOrder } from '../../../lambda/sources/order';
import { at, draft, snapshot } from './drafts';

// A fixed seed: a failure is the same on every machine, and its path in the report leads back to it.
const fixed = { seed: 20261127, numRuns: 1500 };

const ofDay = (day: number, own: Partial<KeptSnapshot> = {}): KeptSnapshot =>
  snapshot({ delivery: `day ${day}`, order: at(day), ...own });

const born = (day: number, dob: string | null): KeptSnapshot =>
  ofDay(day, { customer: { ...draft('First'), dob } });
const silent = (day: number, asOf: KeptSnapshot['asOf'] = { dob: null }): KeptSnapshot =>
  ofDay(day, { asOf });

describe('what a body is silent about', () => {
  test('stays as an older body has it', () => {
    const both = merged(silent(2), born(1, '1990-05-17T00:00:00.000Z'));
    expect(both).toMatchObject({ delivery: 'day 2', order: at(2), asOf: { dob: at(1) } });
    expect(both.customer.dob).toBe('1990-05-17T00:00:00.000Z');
  });

  test('is taken back by a later null, and not by an older one that comes late', () => {
    const known = merged(silent(3), born(2, '1990-05-17T00:00:00.000Z'));
    expect(merged(known, born(1, null)).customer.dob).toBe('1990-05-17T00:00:00.000Z');
    const takenBack = merged(born(4, null), known);
    expect(takenBack.customer.dob).toBeNull();
    expect(takenBack.asOf).toBeUndefined();
  });

  test('is filled by an update between that comes late', () => {
    const known = merged(silent(3), born(1, '1990-05-17T00:00:00.000Z'));
    expect(merged(known, born(2, '1991-06-18T00:00:00.000Z')).customer.dob).toBe('1991-06-18T00:00:00.000Z');
  });

  test('may be a part of the metadata', () => {
    const phone = ofDay(1, {
      customer: { ...draft('First'), metadata: { source: 'shopify', store: 'default', phone: '+1555' } },
    });
    expect(merged(silent(2, { phone: null }), phone).customer.metadata).toEqual({
      source: 'shopify',
      store: 'default',
      phone: '+1555',
    });
    expect(merged(ofDay(2), phone).customer.metadata).toEqual({ source: 'shopify', store: 'default' });
  });

  const mailed = (day: number, address: string | null, own: Partial<KeptSnapshot> = {}) =>
    ofDay(day, { customer: { ...draft('First'), email: address }, ...own });
  const verified = { emailVerified: true } as const;
  const unsaid = (...fields: readonly ('email' | 'emailVerified')[]) => ({
    asOf: Object.fromEntries(fields.map((field) => [field, null])),
  });

  test.each<[string, KeptSnapshot, KeptSnapshot, string | null, boolean]>([
    [
      'stays with the e-mail',
      mailed(2, null, unsaid('email', 'emailVerified')),
      mailed(1, 'a@example.com', verified),
      'a@example.com',
      true,
    ],
    [
      'stays where a body says nothing of it',
      mailed(2, 'a@example.com', unsaid('emailVerified')),
      mailed(1, 'a@example.com', verified),
      'a@example.com',
      true,
    ],
    [
      'is nothing of another e-mail',
      mailed(2, 'b@example.com', unsaid('emailVerified')),
      mailed(1, 'a@example.com', verified),
      'b@example.com',
      false,
    ],
    [
      'goes where a body says so',
      mailed(2, 'a@example.com'),
      mailed(1, 'a@example.com', verified),
      'a@example.com',
      false,
    ],
    ['goes with the e-mail', mailed(2, null), mailed(1, 'a@example.com', verified), null, false],
  ])('whose the e-mail is %s', (_, newer, older, address, isVerified) => {
    const both = merged(newer, older);
    expect([both.customer.email, both.emailVerified === true]).toEqual([address, isVerified]);
  });

  test('an address’s phone fills an empty one, and replaces none', () => {
    const phone = (day: number, number: string, own: Partial<KeptSnapshot> = {}) =>
      ofDay(day, {
        customer: { ...draft('First'), metadata: { source: 'shopify', store: 'default', phone: number } },
        ...own,
      });
    const ofAddress = phone(2, '+1999', { fallbackPhone: true });
    const shown = (newer: KeptSnapshot, older: KeptSnapshot) => merged(newer, older).customer.metadata.phone;
    expect(shown(ofAddress, phone(1, '+1555'))).toBe('+1555');
    expect(shown(ofAddress, silent(1, { phone: null }))).toBe('+1999');
    expect(shown(silent(3, { phone: null }), ofAddress)).toBe('+1999');
    expect(shown(phone(3, '+1777', { fallbackPhone: true }), ofAddress)).toBe('+1777');
    expect(shown(ofDay(3), ofAddress)).toBeUndefined();
    expect(merged(ofAddress, phone(1, '+1555'))).not.toHaveProperty('fallbackPhone');
  });

  test('a name that the store gave counts before one that it did not give, whichever is newer', () => {
    const fallback = ofDay(2, { customer: draft('first.shopper'), fallbackName: true });
    const both = merged(fallback, ofDay(1));
    expect(both.customer.name).toBe('First');
    expect(both).not.toHaveProperty('fallbackName');
  });
});

const statement = fc.record({ granted: fc.boolean(), day: fc.integer({ min: 1, max: 6 }) });
type Kind = 'body' | 'lacks' | 'event';

function stated(kind: Kind, { granted, day }: { granted: boolean; day: number }): ConsentStatement {
  if (kind === 'lacks') return { granted: false, order: at(day), implied: true };
  return { granted, order: at(day), ...(kind === 'event' ? { own: true } : {}) };
}

/** A day's snapshot, of which each field is said or not; or a day's statements alone. */
const anySnapshot = fc
  .record({
    said: fc.subarray([...draftFields]),
    has: fc.subarray([...draftFields]),
    only: fc.boolean(),
    kinds: fc.array(fc.constantFrom<Kind>('body', 'lacks'), { minLength: 4, maxLength: 4 }),
    statements: fc.array(fc.option(statement), { minLength: 4, maxLength: 4 }),
  })
  .map(({ said, has, only, kinds, statements }) => (day: number): KeptSnapshot => {
    const isSaid = (field: (typeof draftFields)[number]) => !only && said.includes(field);
    const value = (field: (typeof draftFields)[number]) => isSaid(field) && has.includes(field);
    const fallback = !only && !isSaid('name') && has.includes('name');
    const name = isSaid('name') ? `Named ${day}` : fallback ? `fallback.${day}` : null;
    const ofAddress = !only && !isSaid('phone') && has.includes('phone');
    const asOf = Object.fromEntries(
      draftFields
        .filter((field) => field !== 'name' && !isSaid(field) && !(field === 'phone' && ofAddress))
        .concat(isSaid('emailVerified') && !isSaid('email') ? ['emailVerified'] : [])
        .map((field) => [field, null]),
    );
    return {
      delivery: `day ${day}`,
      order: at(day),
      customer: {
        ...draft(''),
        name,
        email: value('email') ? `day${day}@example.com` : null,
        gender: value('gender') ? (day % 2 === 0 ? 'MALE' : 'FEMALE') : null,
        dob: value('dob') ? new Date(day).toISOString() : null,
        metadata: {
          source: 'shopify',
          store: 'default',
          ...Object.fromEntries(extras.filter(value).map((extra) => [extra, `${extra} ${day}`])),
          ...(ofAddress ? { phone: `phone ${day}` } : {}),
        },
      },
      statements: Object.fromEntries(
        channels.flatMap((channel, index) => {
          const own = statements[index];
          return own ? [[channel, stated(only ? 'event' : (kinds[index] ?? 'body'), own)] as const] : [];
        }),
      ),
      dated: true,
      ...(only ? { only: 'consent' as const } : {}),
      ...(Object.keys(asOf).length > 0 ? { asOf } : {}),
      ...(fallback ? { fallbackName: true as const } : {}),
      ...(ofAddress ? { fallbackPhone: true as const } : {}),
      ...(value('emailVerified') && isSaid('email') ? { emailVerified: true as const } : {}),
    };
  });

/** One after the other, each as newer or older than what is known. */
const inTurn = (snapshots: readonly KeptSnapshot[]) =>
  snapshots.reduce((known, next) =>
    compareOrder(next.order, known.order) > 0 ? merged(next, known) : merged(known, next),
  );

const manySnapshots = fc
  .array(anySnapshot, { minLength: 2, maxLength: 5 })
  .map((days) => days.map((on, index) => on(index + 1)));

test('up to five snapshots end the same in whatever order they arrive', () => {
  fc.assert(
    fc.property(
      manySnapshots.chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
      ),
      ([all, shuffled]) => {
        expect(inTurn(shuffled)).toEqual(inTurn(all));
        expect(JSON.stringify(inTurn(shuffled).customer)).toBe(JSON.stringify(inTurn(all).customer));
      },
    ),
    fixed,
  );
});

test('an event that comes again changes nothing', () => {
  fc.assert(
    fc.property(manySnapshots, fc.nat(4), (all, index) => {
      const known = inTurn(all);
      expect(merged(known, all[index % all.length] ?? known)).toEqual(known);
    }),
    fixed,
  );
});

test('an older yes never counts after a newer no', () => {
  fc.assert(
    fc.property(manySnapshots, (all) => {
      const { statements: known } = inTurn(all);
      for (const channel of channels) {
        const made = all
          .flatMap(({ statements }) => statements[channel] ?? [])
          .filter(({ implied }) => !implied);
        const noes = made.filter(({ granted }) => !granted).map(({ order }) => order.at);
        const yeses = made.filter(({ granted }) => granted).map(({ order }) => order.at);
        const statement = known[channel];
        if (statement && counts(statement).granted)
          expect(Math.max(...yeses)).toBeGreaterThan(Math.max(...noes, 0));
      }
    }),
    fixed,
  );
});

describe('statements with and without a date', () => {
  /** Made on a day, where the store says so, and told in an hour of one. */
  const dated = fc.record({
    granted: fc.boolean(),
    day: fc.option(fc.integer({ min: 1, max: 3 })),
    told: fc.integer({ min: 1, max: 5 }),
    unasked: fc.boolean(),
  });
  interface Dated {
    readonly granted: boolean;
    readonly day: number | null;
    readonly told: number;
    readonly unasked: boolean;
  }
  const stated = ({ granted, day, unasked }: Dated) => {
    if (day !== null) return { granted, at: at(day).at };
    return unasked ? ({ granted: false, unasked } as const) : { granted };
  };
  const kept = (own: Dated): ConsentStatements =>
    statementsOf(
      { email_marketing: stated(own) },
      { order: at(own.told), toldAt: at(own.told).at, only: 'consent' },
    );
  const end = (all: readonly Dated[]) => all.map(kept).reduce((known, next) => mergedStatements(next, known));

  test('end the same in whatever order they arrive, and none changes anything that comes again', () => {
    const any = fc
      .array(dated, { minLength: 2, maxLength: 5 })
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    fc.assert(
      fc.property(any, ([all, shuffled]) => {
        expect(end(shuffled)).toEqual(end(all));
        for (const each of all) {
          expect(sameStatements(mergedStatements(end(all), kept(each)), end(all))).toBe(true);
        }
      }),
      fixed,
    );
  });
});

describe('consent', () => {
  const kept = (...statements: readonly ConsentStatement[]) =>
    statements
      .map((email_marketing, index) => ofDay(index + 1, { statements: { email_marketing } }))
      .reduce((known, next) => merged(next, known)).statements.email_marketing;
  const allows = (...statements: readonly ConsentStatement[]) =>
    counts(kept(...statements) ?? { granted: false, order: at(1) }).granted;
  const [yes, no] = [{ granted: true }, { granted: false }];
  const event = (day: number, { granted }: { granted: boolean }) => stated('event', { granted, day });
  const body = (day: number, { granted }: { granted: boolean }) => stated('body', { granted, day });
  const lacks = (day: number) => stated('lacks', { granted: false, day });

  test.each<[string, readonly ConsentStatement[], boolean]>([
    ['a body that lacks it takes back what a body had', [body(1, yes), lacks(2)], false],
    ['a body that lacks it takes back nothing that an event said', [event(1, yes), lacks(2)], true],
    ['also one that comes late', [lacks(2), event(1, yes)], true],
    ['a no of an event stays a no', [event(2, no), body(1, yes), lacks(3)], false],
    ['a body’s later yes can be taken back', [event(1, yes), body(2, yes), lacks(3)], false],
    ['whatever comes last', [event(1, yes), lacks(3), body(2, yes)], false],
    ['a yes after that counts again', [body(1, yes), lacks(2), body(3, yes)], true],
    ['at one moment the no counts', [event(1, no), event(1, yes)], false],
    ['in whatever order', [event(1, yes), event(1, no)], false],
    ['yes, no, and the same yes again', [event(1, yes), event(2, no), event(3, yes)], true],
  ])('%s', (_, statements, expected) => {
    expect(allows(...statements)).toBe(expected);
  });

  test('one that a body can take back is another than one that it cannot', () => {
    const [own, others] = [event(1, yes), body(1, yes)];
    expect(sameStatements({ email_marketing: own }, { email_marketing: others })).toBe(false);
    expect(relationOfStatements({ email_marketing: others }, { email_marketing: own })).toBe('newer');
  });

  /** Two bodies of one moment after an earlier statement. */
  const ofOneMoment = (first: ConsentStatement, second: ConsentStatement, tie: boolean) => {
    const [known, earlier, later] = [event(1, yes), first, second].map((email_marketing) =>
      ofDay(2, { statements: { email_marketing } }),
    ) as [KeptSnapshot, KeptSnapshot, KeptSnapshot];
    return [merged(later, merged(earlier, known), tie), merged(merged(later, known), earlier, tie)].map(
      ({ statements }) => statements.email_marketing && counts(statements.email_marketing).granted,
    );
  };

  test.each<[string, ConsentStatement, ConsentStatement, boolean, boolean]>([
    ['a yes after a no', body(2, no), body(2, yes), false, true],
    ['a yes after a body that lacks it', lacks(2), body(2, yes), false, true],
    ['a no after a yes', body(2, yes), body(2, no), false, false],
    ['a body that lacks it after a yes', body(2, yes), lacks(2), false, false],
    ['a yes and a no, and nobody knows which is later', body(2, no), body(2, yes), true, false],
    ['a yes and its lack, and nobody knows which is later', lacks(2), body(2, yes), true, false],
    ['a yes of a body after a no of an event', event(2, no), body(2, yes), false, false],
  ])('of one moment: %s', (_, first, second, tie, expected) => {
    expect(ofOneMoment(first, second, tie)).toEqual([expected, expected]);
  });
});
