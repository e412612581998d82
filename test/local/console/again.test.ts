import { asOfNow } from '../../../local/console/again';
import { samples } from '../../../local/send/samples';
import { sourceNamed } from '../../lambda/sources/support';
import { storeWith } from '../../support/settings';

const now = new Date('2026-11-24T12:00:00.000Z');
const earlier = new Date('2026-11-24T11:00:00.000Z');

test.each(['shopify', 'stripe'])('an event of %s sent again is another event, and the newer one', (name) => {
  const source = sourceNamed(name);
  const sample = samples[name]?.(earlier);
  if (!sample) throw new Error(`no sample of ${name}`);
  const headers = Object.fromEntries(
    Object.entries(sample.headers).map(([header, value]) => [header.toLowerCase(), value]),
  );
  // As the console has it: parsed and printed anew.
  const body = JSON.stringify(JSON.parse(sample.body.toString()), null, 2);
  const first = { source: name, store: 'default', headers, body };
  const again = asOfNow(first, now);
  const read = (event: typeof first) => {
    const bytes = Buffer.from(event.body);
    const parsed = source.parse({ headers: event.headers, body: bytes, receivedAt: now }, storeWith(name));
    if (parsed.kind !== 'snapshot') throw new Error(`it is ${parsed.kind}`);
    return { key: source.eventKey({ headers: event.headers, body: bytes }), snapshot: parsed.snapshot };
  };
  const [a, b] = [read(first), read(again)];
  expect(b.key).not.toBe(a.key);
  expect(b.snapshot.customer).toBe(a.snapshot.customer);
  expect(b.snapshot.registeredAt).toEqual(a.snapshot.registeredAt);
  expect(source.breakTie(a.snapshot, b.snapshot)).toBeLessThan(0);
  expect(b.snapshot.order.at).toBe(now.getTime());
});
