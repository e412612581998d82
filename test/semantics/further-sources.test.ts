import type { Envelope } from '../../lambda/envelope';
import { envelopeOf } from '../../lambda/new-envelope';
import { fixtureJson } from '../support/fixtures';
import { harness, harnessForFile, type TestBridge } from '../support/harness';
import { customersIn, truthOf } from '../support/masivo-truth';
import { sourceNamed } from '../support/sources';
import { consent, untilEnded } from '../support/stories';

/** What both of the smaller sources promise as the others do: from the body as their senders send it to Masivo. */
harnessForFile();

let bridge: TestBridge;
beforeEach(async () => {
  const withKeys = { ...consent, metadataKeys: { email_marketing: 'newsletter' } };
  bridge = await harness.fresh({ store: { consent: withKeys, mapping: { extras: ['phone'] } } });
});

interface Told {
  readonly type: 'created' | 'updated' | 'deleted';
  readonly at: string;
  readonly name?: string;
  readonly yes?: boolean;
}

let serial = 0;

interface Sender {
  readonly source: string;
  readonly id: string;
  event(told: Told): { readonly headers: Readonly<Record<string, string>>; readonly body: unknown };
}

const senders: readonly Sender[] = [
  {
    source: 'standard',
    id: 'c-25',
    event: ({ type, at, name = 'First', yes }) => ({
      headers: { 'webhook-id': `msg_${serial}` },
      body: {
        type: `customer.${type}`,
        timestamp: at,
        data: {
          id: 'c-25',
          email: 'jane@example.com',
          name: `${name} Shopper`,
          created_at: '2026-11-01T10:00:00Z',
          updated_at: at,
          ...(yes === undefined ? {} : { consent: { email_marketing: yes } }),
        },
      },
    }),
  },
  {
    source: 'woocommerce',
    id: '25',
    event: ({ type, at, name = 'First', yes }) => ({
      headers: {
        'x-wc-webhook-topic': `customer.${type}`,
        'x-wc-webhook-source': 'https://shop.example.com/',
        'x-wc-webhook-delivery-id': String(serial),
      },
      body:
        type === 'deleted'
          ? { id: 25 }
          : {
              ...fixtureJson('woocommerce/customer-created.json'),
              first_name: name,
              last_name: 'Shopper',
              date_created_gmt: '2026-11-01T10:00:00',
              date_modified_gmt: at.replace('Z', ''),
              meta_data: yes === undefined ? [] : [{ id: 1, key: 'newsletter', value: yes ? '1' : '0' }],
            },
    }),
  },
];

describe.each(senders)('$source', ({ source, id, event }) => {
  const envelope = (told: Partial<Told> = {}): Envelope => {
    serial += 1;
    const { headers, body } = event({ type: 'created', at: '2026-11-01T10:00:00Z', ...told });
    const request = { headers, body: Buffer.from(JSON.stringify(body)) };
    return envelopeOf({
      source: sourceNamed(source),
      store: 'default',
      request,
      secret: 'any',
      receivedAt: harness.now(),
    });
  };
  const updated = (day: number, told: Partial<Told> = {}) =>
    envelope({ type: 'updated', at: `2026-11-${String(day).padStart(2, '0')}T10:00:00Z`, ...told });
  const endOf = (given: Envelope) => untilEnded(harness, bridge, given);

  test('a signup creates once, whatever comes twice', async () => {
    const signup = envelope({ yes: true });
    expect(await endOf(signup)).toBe('created');
    expect(await endOf(signup)).toBe('created');
    expect(await endOf(envelope({ yes: true }))).toBe('unchanged');
    expect(await customersIn(harness)).toBe(1);
    expect(await truthOf(harness, id)).toMatchObject({
      name: 'First Shopper',
      email: 'jane@example.com',
      registrations: 1,
      purposes: { ...consent.loyalty, email_marketing: true, push_notifications: false },
    });
  });

  test('an update before its signup creates, and the signup is stale', async () => {
    expect(await endOf(updated(3, { name: 'Second' }))).toBe('created');
    expect(await endOf(envelope())).toBe('stale');
    expect(await truthOf(harness, id)).toMatchObject({ name: 'Second Shopper', registrations: 1 });
  });

  test('the newest counts, in whatever order they come', async () => {
    await endOf(envelope());
    expect(await endOf(updated(5, { name: 'Newest' }))).toBe('updated');
    expect(await endOf(updated(4, { name: 'Older' }))).toBe('stale');
    expect(await truthOf(harness, id)).toMatchObject({ name: 'Newest Shopper' });
  });

  test('no statement is no consent, and a later one counts', async () => {
    await endOf(envelope());
    expect((await truthOf(harness, id))?.purposes).toMatchObject({ email_marketing: false });
    await endOf(updated(4, { yes: true }));
    expect((await truthOf(harness, id))?.purposes).toMatchObject({ email_marketing: true });
    await endOf(updated(5, { yes: false }));
    expect((await truthOf(harness, id))?.purposes).toMatchObject({ email_marketing: false });
  });

  test('a deletion marks the customer without marketing, and is final', async () => {
    await endOf(envelope({ yes: true }));
    expect(await endOf(envelope({ type: 'deleted', at: '2026-11-06T10:00:00Z' }))).toBe('updated');
    expect(await truthOf(harness, id)).toMatchObject({
      metadata: { source, deleted_in_store: expect.stringMatching(/^2026-/) },
      purposes: { email_marketing: false },
    });
    expect(await endOf(updated(9, { name: 'Later', yes: true }))).toBe('ignored');
    expect(await truthOf(harness, id)).toMatchObject({
      name: 'First Shopper',
      registrations: 1,
      purposes: { email_marketing: false },
    });
  });
});
