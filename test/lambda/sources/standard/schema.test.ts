import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { standard } from '../../../../lambda/sources/standard/source';
import { storeWith } from '../../../support/settings';
import { eventOf } from '../../../support/sources';
import { nothing, says } from './says';
import { vectors } from './vectors';

const docs = join(__dirname, '../../../../docs');
const read = (file: string) => readFileSync(join(docs, file), 'utf8');

const ajv = new Ajv({ allowUnionTypes: true });
addFormats(ajv);
const validate = ajv.compile(JSON.parse(read('standard-webhooks.schema.json')));

/** Whether the source takes a body for an event and finds nothing to object to. */
function isTaken(body: string | Buffer, more: Readonly<Record<string, unknown>> = {}): boolean {
  const store = storeWith('standard', more);
  const parsed = standard.parse(eventOf(body), store);
  const end = 'snapshot' in parsed ? standard.map(parsed.snapshot, store) : parsed;
  return end.kind === 'customer' && end.unread.length === 0;
}

describe('docs/standard-webhooks.schema.json', () => {
  test.each([...says, ...nothing])('decides as the source does: $name', ({ event, store }) => {
    expect(validate(JSON.parse(event.body.toString()))).toBe(isTaken(event.body, store));
  });

  const data = { id: 'c-1', email: 'jane@example.com' };
  const event = { type: 'customer.created', timestamp: '2026-03-02T09:30:00Z', data };
  test.each<[name: string, body: unknown]>([
    ['a list', []],
    ['a text', 'customer.created'],
    ['a list for data', { ...event, data: [] }],
    ['null for data', { ...event, data: null }],
    ['a day for the timestamp', { ...event, timestamp: '2026-03-02' }],
    ['a day that is none', { ...event, timestamp: '2026-02-30T09:30:00Z' }],
    ['an id that is a path', { ...event, data: { ...data, id: '..' } }],
    ['an id with a space', { ...event, data: { ...data, id: 'c 1' } }],
    ['an id that is too long', { ...event, data: { ...data, id: 'x'.repeat(256) } }],
    ['an id that is no whole number', { ...event, data: { ...data, id: 1.5 } }],
    ['an id below zero', { ...event, data: { ...data, id: -1 } }],
    ['an e-mail that is none', { ...event, data: { ...data, email: 'jane' } }],
    ['an e-mail that is too long', { ...event, data: { ...data, email: `${'j'.repeat(320)}@example.com` } }],
    ['a name that is too long', { ...event, data: { ...data, name: 'x'.repeat(1001) } }],
    ['a birth date that is none', { ...event, data: { ...data, birth_date: '1990-02-30' } }],
    ['a list for consent', { ...event, data: { ...data, consent: [] } }],
  ])('refuses, as the source does or tells of: %s', (_, body) => {
    expect([validate(body), isTaken(JSON.stringify(body))]).toEqual([false, false]);
  });

  const text = fc.oneof(
    fc.constant(null),
    fc.constant(''),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.constant('\u200B'),
  );
  const choice = fc.constantFrom(true, false, null);
  const moment = fc
    .date({
      min: new Date('1970-01-01T00:00:00Z'),
      max: new Date('9999-12-31T00:00:00Z'),
      noInvalidDate: true,
    })
    .map((date) => date.toISOString());
  const day = moment.map((at) => at.slice(0, 10));
  const valid = fc.record({
    type: fc.constantFrom('customer.created', 'customer.updated', 'customer.deleted'),
    timestamp: fc.oneof(
      moment,
      moment.map((at) => at.replace(/\.\d+Z/, '+14:00')),
    ),
    data: fc.record(
      {
        id: fc.oneof(fc.stringMatching(/^[\x21-\x7e]{1,255}$/), fc.maxSafeNat()),
        email: fc.oneof(fc.constant(null), fc.emailAddress()),
        email_verified: choice,
        name: text,
        first_name: text,
        last_name: text,
        created_at: fc.option(moment),
        updated_at: fc.option(moment),
        phone: text,
        country: text,
        locale: text,
        birth_date: fc.option(day),
        gender: text,
        tags: fc.option(fc.array(fc.string({ maxLength: 20 }), { maxLength: 5 })),
        consent: fc.option(
          fc.record(
            { email_marketing: choice, push_notifications: choice, link_tracking: choice, sms: choice },
            { requiredKeys: [] },
          ),
        ),
        more: fc.jsonValue({ maxDepth: 2 }),
      },
      { requiredKeys: ['id'] },
    ),
  });

  test('accepts nothing that the source objects to', () => {
    let taken = 0;
    const property = fc.property(valid, (body) => {
      if (!validate(body)) return;
      taken += 1;
      expect(isTaken(JSON.stringify(body))).toBe(true);
    });
    fc.assert(property, { seed: 20260302, numRuns: 1000 });
    expect(taken).toBeGreaterThan(900);
  });

  test('accepts the body of the page, and the bodies of the fixtures', () => {
    const [, shown = ''] = /```json\n([\s\S]*?)\n```/.exec(read('standard-webhooks.md')) ?? [];
    for (const body of [shown, ...vectors.bodies.slice(0, 3)]) {
      expect([validate(JSON.parse(body.toString())), isTaken(body)]).toEqual([true, true]);
    }
  });
});
