import fc from 'fast-check';
import { type Envelope, readEnvelope, receivedEvent } from '../../lambda/envelope';
import { actOn, envelopeOf, messageOf } from '../../lambda/new-envelope';
import { fixture } from '../support/fixtures';
import { sourceNamed } from '../support/sources';
import { everyByte } from './sources/vector';

const receivedAt = new Date('2026-03-09T12:20:00.123Z');
const made = (body: Buffer, headers: Record<string, string> = {}): Envelope =>
  envelopeOf({
    source: sourceNamed('shopify'),
    store: 'default',
    request: { headers, body },
    secret: 'fake-secret',
    receivedAt,
  });
const valid = made(Buffer.from('{}'));

describe('an envelope comes off the queue as it went on', () => {
  test.each<[string, Buffer]>([
    ['every byte value', everyByte],
    ['no bytes', Buffer.alloc(0)],
    ['characters that SQS refuses', Buffer.from('\u0000\uFFFE\uFFFF')],
    ['the largest body', Buffer.alloc(256 * 1024, 0xfb)],
  ])('%s', (_, body) => {
    const headers = { 'x-shopify-topic': 'customers/create', 'x-shopify-webhook-id': '"\\ñ\ud800' };
    const envelope = made(body, headers);
    const read = readEnvelope(JSON.stringify(envelope));
    expect(read).toEqual({ kind: 'envelope', envelope });
    const event = receivedEvent(envelope);
    expect(event.body.equals(body)).toBe(true);
    expect(event.headers).toEqual(headers);
    expect(event.receivedAt).toEqual(receivedAt);
  });

  test.each(['create', 'migrate', 'drop'] as const)('released to %s', (release) => {
    const envelope: Envelope = { ...valid, series: 3, release };
    expect(readEnvelope(JSON.stringify(envelope))).toEqual({ kind: 'envelope', envelope });
  });

  test('an act on a customer, without an event', () => {
    const name = { source: 'shopify', store: 'default', customer: 'a/b|c' };
    const envelope = actOn(name, { id: valid.id, series: 2, release: 'drop', at: receivedAt });
    expect(readEnvelope(messageOf(envelope))).toEqual({ kind: 'envelope', envelope });
    expect(envelope).toMatchObject({ ...name, body: '', receivedAt: receivedAt.toISOString() });
  });

  test('any bytes', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
      const read = readEnvelope(JSON.stringify(made(Buffer.from(bytes))));
      const body = read.kind === 'envelope' ? receivedEvent(read.envelope).body : undefined;
      expect(body?.equals(bytes)).toBe(true);
    });
    fc.assert(property, { seed: 20260309, numRuns: 200 });
  });
});

describe('the id', () => {
  // Frozen, made with Python's hashlib: after a deployment a duplicate must still have the id of the first.
  test.each([
    ['shopify', 'shopify/customers-create.json', 'cadbc3cdd8dcf15abb58d61231179b88'],
    ['shopify', 'shopify/event-customer-create.json', '9c9b13a425bc25dd5f005a1a4b9189bd'],
    ['stripe', 'stripe/customer-created.json', '19fb99d91f3ad686cf9200466d4ffb5e'],
  ])('of an event of %s is what it always was', (name, file, id) => {
    const headers = {
      'x-shopify-topic': 'customers/create',
      'x-shopify-webhook-id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
      'x-shopify-triggered-at': '2026-11-27T12:00:00.123Z',
    };
    const request = { headers, body: fixture(file) };
    const source = sourceNamed(name);
    expect(envelopeOf({ source, store: 'default', request, secret: 'x', receivedAt }).id).toBe(id);
  });

  test('keeps sources and stores apart, also where the event keys are equal', () => {
    const shopify = sourceNamed('shopify');
    const idOf = (name: string, store: string) => {
      const request = { headers: {}, body: Buffer.from('{}') };
      return envelopeOf({ source: { ...shopify, name }, store, request, secret: 'x', receivedAt }).id;
    };
    const ids = [idOf('a', 'bc'), idOf('ab', 'c'), idOf('a', 'b'), idOf('b', 'a'), idOf('abc', '')];
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('what came from newer code is told apart, so that a rollback loses nothing', () => {
  test.each<[string, unknown, number]>([
    ['the next version', { ...valid, v: 2 }, 2],
    ['a far one, whatever it holds', { v: 99 }, 99],
  ])('%s', (_, message, version) => {
    expect(readEnvelope(JSON.stringify(message))).toEqual({ kind: 'newer', version });
  });
});

describe('what is no envelope is unreadable', () => {
  test.each<[string, string]>([
    ['an empty text', ''],
    ['no JSON', 'hello'],
    ['half an envelope', JSON.stringify(valid).slice(0, -5)],
    ['null', 'null'],
    ['a list', '[]'],
    ['a text', '"x"'],
    ['an empty object', '{}'],
    ...Object.entries<unknown>({
      'version 0': { ...valid, v: 0 },
      'a version as a text': { ...valid, v: '2' },
      'a version and a half': { ...valid, v: 1.5 },
      'no version': { ...valid, v: undefined },
      'an id of other letters': { ...valid, id: 'X'.repeat(32) },
      'an id too long': { ...valid, id: `${valid.id}0` },
      'no id': { ...valid, id: undefined },
      'a source that is no text': { ...valid, source: 5 },
      'no store': { ...valid, store: undefined },
      'a negative series': { ...valid, series: -1 },
      'half a series': { ...valid, series: 0.5 },
      'a time that is none': { ...valid, receivedAt: 'now' },
      'headers that are no texts': { ...valid, headers: { a: 1 } },
      'no headers': { ...valid, headers: null },
      'a body that is no base64': { ...valid, body: '{"a":1}' },
      'no body': { ...valid, body: undefined },
      'another release': { ...valid, release: 'burn' },
    }).map(([name, value]): [string, string] => [name, JSON.stringify(value)]),
  ])('%s', (_, message) => {
    expect(readEnvelope(message)).toEqual({ kind: 'unreadable' });
  });

  test('any text, and nothing is thrown', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.json());
    const property = fc.property(text, (message) => {
      expect(['unreadable', 'newer']).toContain(readEnvelope(message).kind);
    });
    fc.assert(property, { seed: 20260309, numRuns: 500 });
  });
});

test('members that later code may add are no hindrance', () => {
  const read = readEnvelope(JSON.stringify({ ...valid, added: 'later' }));
  expect(read).toEqual({ kind: 'envelope', envelope: valid });
});
