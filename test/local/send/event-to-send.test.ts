import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { profileOf, profiles } from '../../../lambda/sources/profiles';
import type { Unsigned } from '../../../lambda/sources/source';
import { type EventOptions, eventToSend } from '../../../local/send/event-to-send';
import { StartError } from '../../../local/start-error';
import { storeWith } from '../../support/settings';
import { eventOf, snapshotIn } from '../../support/sources';

/** What `npm run send` posts: a sample with an e-mail and tags of one's own, or a captured body. */
const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-send-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const now = new Date('2026-11-27T12:00:00Z');
const forms = [...profiles.values()].flatMap(({ forms = {} }) => Object.keys(forms));

let files = 0;
function fileWith(text: string): string {
  const file = join(folder, `body-${++files}.json`);
  writeFileSync(file, text);
  return file;
}

const later = new Date(now.getTime() + 1000);
const sent = (source: string, options: Partial<EventOptions>, at = now) =>
  eventToSend(
    profileOf(source),
    { created: now, tag: [], header: [], ...options },
    { forms, store: { source, store: 'default', vendorAccount: 'any', mode: 'any' }, now: at },
  );

const lower = (headers: Unsigned['headers']) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** As the bridge reads it, signed as it is sent. */
function read(source: string, event: Unsigned) {
  const { source: reader, sign, secret } = profileOf(source);
  const headers = { ...lower(event.headers), ...lower(sign(event, secret.local, now)) };
  const request = { headers, body: event.body };
  expect(reader.verify(request, [secret.local], now)).toBe(secret.local);
  const store = storeWith(source);
  expect(reader.checkHeaders(headers, store)).toBeUndefined();
  const snapshot = snapshotIn(reader.parse({ ...eventOf(event.body, headers), receivedAt: later }, store));
  return { key: reader.eventKey(request), snapshot, details: reader.details?.(snapshot) };
}

const told = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (error instanceof StartError) return error.message;
    throw error;
  }
  throw new Error('nothing was thrown');
};

test.each([...profiles.keys()])(
  'a captured body of %s is an event of its own each time, of the same shopper',
  (source) => {
    const sample = sent(source, {});
    const body = fileWith(sample.body.toString());
    const [first, second] = [
      read(source, sent(source, { body })),
      read(source, sent(source, { body }, later)),
    ];
    expect(first.key).not.toBe(second.key);
    expect(first.snapshot).toMatchObject({ customer: sample.customer, order: { at: now.getTime() } });
    expect(second.snapshot).toMatchObject({ customer: sample.customer, order: { at: later.getTime() } });
  },
);

test('one of Shopify’s Events is told by its form', () => {
  const body = fileWith(sent('shopify', { event: true, tag: ['vip'] }).body.toString());
  expect(read('shopify', sent('shopify', { body, event: true })).details?.tags).toEqual(['vip']);
});

test('a body keeps its numbers and texts, whatever they look like', () => {
  const text =
    '{"id":9007199254740993001,"note":"1 \\"2\\" 3","a":[1.0,-2e3],"updated_at":"2026-11-01T00:00:00Z"}';
  expect(sent('shopify', { body: fileWith(text) }).body.toString()).toBe(
    '{\n  "id": 9007199254740993001,\n  "note": "1 \\"2\\" 3",\n  "a": [\n    1.0,\n    -2e3\n  ],\n  "updated_at": "2026-11-27T12:00:00+00:00"\n}',
  );
});

test('headers that are given count', () => {
  const header = ['X-Shopify-Topic: customers/update', 'X-Shopify-Webhook-Id: mine'];
  expect(sent('shopify', { body: fileWith('{}'), header }).headers).toMatchObject({
    'x-shopify-topic': 'customers/update',
    'x-shopify-webhook-id': 'mine',
    'x-shopify-shop-domain': 'any',
  });
});

test.each([
  ['shopify', {}, undefined],
  ['shopify', { event: true }, ['vip', 'b2b']],
  ['stripe', {}, undefined],
  ['woocommerce', {}, undefined],
  ['standard', {}, ['vip', 'b2b']],
] as const)('a sample of %s with %j has the e-mail and the tags', (source, form, tags) => {
  const event = sent(source, { ...form, email: 'ada@staff.example.com', tag: tags ?? [] });
  expect(event.body.toString()).toContain('"ada@staff.example.com"');
  expect(event.body.toString()).not.toContain('@example.com');
  expect(read(source, event).details?.tags ?? undefined).toEqual(tags);
});

test.each<[string, string, Partial<EventOptions>, RegExp]>([
  [
    'tags',
    'shopify',
    { tag: ['vip'] },
    /^Shopify sends tags only with the signup as one of Shopify's Events: add --event\.$/,
  ],
  ['tags', 'stripe', { tag: ['vip'] }, /^A signup of Stripe has no tags: leave out --tag\.$/],
  ['tags of a thin event', 'stripe', { tag: ['vip'], thin: true }, /^A signup of Stripe has no tags/],
  ['a form', 'stripe', { event: true }, /^Stripe has no signup of this form\.$/],
  [
    'a body that names its customer alone',
    'stripe',
    { thin: true, body: 'x' },
    /^Stripe sends this form without the customer: give/,
  ],
  ['no file', 'stripe', { body: join(folder, 'none.json') }, /^There is no file \S+none\.json\.$/],
  [
    'no JSON',
    'stripe',
    { body: fileWith('id=1') },
    /body-\d+\.json is no JSON: .*\. Give the body of a webhook as the vendor sent it\.$/,
  ],
  ['no header', 'stripe', { body: fileWith('{}'), header: ['topic'] }, /^"topic" is no header\. Write it as/],
  ['a header without a body', 'stripe', { header: ['A: b'] }, /^--header goes with --body\.$/],
])('%s of %s with %j is refused', (_, source, options, message) => {
  expect(told(() => sent(source, options))).toMatch(message);
});
