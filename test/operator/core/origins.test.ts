import type { ReadableEvent } from '../../../operator/core/mapped-today';
import { originsOf } from '../../../operator/core/origins';
import { fixture, fixtureJson } from '../../support/fixtures';
import { storeWith } from '../../support/settings';
import { eventOf, sourceNamed } from '../../support/sources';

const everyExtra = ['phone', 'country', 'locale', 'note', 'tags'];
const topic = (name: string) => ({ 'x-shopify-topic': `customers/${name}` });

function readable(
  source: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>>,
  mapping: Readonly<Record<string, unknown>> = { extras: everyExtra },
): ReadableEvent {
  return {
    source: sourceNamed(source),
    store: storeWith(source, { mapping }),
    event: eventOf(body, headers),
  };
}

/** Only the fields that were made of something: `field <- where, where`. */
const told = (event: ReadableEvent) =>
  originsOf(event)
    .filter(({ from }) => from.length > 0)
    .map(({ to, from }) => `${to} <- ${from.join(', ')}`)
    .sort();

describe('the origins of a customer', () => {
  test.each<[string, () => ReadableEvent, string[]]>([
    [
      'Shopify, as it is documented; the phone is that of the address',
      () => readable('shopify', fixture('shopify/customers-create.json'), topic('create')),
      [
        'email <- /email',
        'id <- /admin_graphql_api_id',
        'metadata.country <- /default_address/country_code',
        'metadata.note <- /note',
        'metadata.phone <- /default_address/phone',
        'name <- /first_name, /last_name',
        'registration_date <- /created_at',
      ],
    ],
    [
      'Shopify, a birth date in a metafield, found by its name',
      () => readable('shopify', fixture('shopify/customers-update.json'), topic('update')),
      [
        'dob <- /metafields/0/namespace, /metafields/0/key, /metafields/0/value',
        'email <- /email',
        'id <- /admin_graphql_api_id',
        'metadata.phone <- /phone',
        'name <- /first_name, /last_name',
        'registration_date <- /created_at',
      ],
    ],
    [
      'Shopify, an old version without dates: the header tells when',
      () =>
        readable('shopify', fixture('shopify/customers-create-2024-07.json'), {
          ...topic('create'),
          'x-shopify-triggered-at': '2026-03-09T12:00:00.000Z',
        }),
      [
        'email <- /email',
        'id <- /admin_graphql_api_id',
        'metadata.tags <- /tags',
        'name <- /first_name, /last_name',
        'registration_date <- header:x-shopify-triggered-at',
      ],
    ],
    [
      'Shopify, a shopper without a name and an e-mail',
      () => readable('shopify', fixture('shopify/customers-create-phone-only.json'), topic('create')),
      ['id <- /admin_graphql_api_id', 'metadata.phone <- /phone', 'registration_date <- /created_at'],
    ],
    [
      'Shopify, the id as a number and the name from the e-mail',
      () => {
        const body = {
          ...fixtureJson('shopify/customers-create-phone-only.json'),
          email: 'somebody@example.com',
        };
        return readable('shopify', JSON.stringify({ ...body, admin_graphql_api_id: null }), topic('create'));
      },
      [
        'email <- /email',
        'id <- /id',
        'metadata.phone <- /phone',
        'name <- /email',
        'registration_date <- /created_at',
      ],
    ],
    [
      'Shopify, letters and signs of all kinds',
      () => {
        const body = fixtureJson('shopify/customers-create.json');
        const names = { first_name: '李', last_name: 'Ångström', note: '!!', tags: '🎉' };
        return readable('shopify', JSON.stringify({ ...body, ...names }), topic('create'));
      },
      [
        'email <- /email',
        'id <- /admin_graphql_api_id',
        'metadata.country <- /default_address/country_code',
        'metadata.note <- /note',
        'metadata.phone <- /default_address/phone',
        'metadata.tags <- /tags',
        'name <- /first_name, /last_name',
        'registration_date <- /created_at',
      ],
    ],
    [
      'Stripe',
      () => readable('stripe', fixture('stripe/customer-created.json'), {}),
      [
        'email <- /data/object/email',
        'id <- /data/object/id',
        'name <- /data/object/name',
        'registration_date <- /data/object/created',
      ],
    ],
    [
      'Stripe, with metadata keys and all extras',
      () =>
        readable(
          'stripe',
          fixture('stripe/customer-updated.json'),
          {},
          {
            birthDate: 'birthday',
            gender: 'gender',
            extras: everyExtra,
          },
        ),
      [
        'dob <- /data/object/metadata/birthday',
        'email <- /data/object/email',
        'gender <- /data/object/metadata/gender',
        'id <- /data/object/id',
        'metadata.country <- /data/object/address/country',
        'metadata.locale <- /data/object/preferred_locales/0',
        'metadata.note <- /data/object/description',
        'metadata.phone <- /data/object/phone',
        'name <- /data/object/name',
        'registration_date <- /data/object/created',
      ],
    ],
    [
      'Stripe, with fields of Masivo’s own',
      () =>
        readable(
          'stripe',
          fixture('stripe/customer-updated.json'),
          {},
          { fields: ['phone', 'country', 'tags'], extras: ['country'] },
        ),
      [
        'country <- /data/object/address/country',
        'email <- /data/object/email',
        'id <- /data/object/id',
        'metadata.country <- /data/object/address/country',
        'name <- /data/object/name',
        'phone <- /data/object/phone',
        'registration_date <- /data/object/created',
      ],
    ],
    [
      'Stripe, an old event whose name is in the e-mail',
      () => readable('stripe', fixture('stripe/customer-created-2016.json'), {}),
      [
        'email <- /data/object/email',
        'id <- /data/object/id',
        'metadata.note <- /data/object/description',
        'name <- /data/object/email',
        'registration_date <- /data/object/created',
      ],
    ],
    [
      'Stripe, an event that is no signup',
      () => readable('stripe', fixture('stripe/customer-deleted.json'), {}),
      [],
    ],
    ['no JSON', () => readable('shopify', 'no JSON', topic('create')), []],
    ['no object', () => readable('shopify', '[1]', topic('create')), []],
  ])('%s', (_, event, expected) => {
    expect(told(event())).toEqual(expected);
  });

  test('names every field, also those that are settings', () => {
    const event = readable('shopify', fixture('shopify/customers-create.json'), topic('create'), {
      tierId: '00000000-0000-4000-8000-000000000001',
    });
    const settings = originsOf(event).filter(({ from }) => from.length === 0);
    expect(settings.map(({ to }) => to)).toEqual([
      'status',
      'gender',
      'dob',
      'tier_id',
      'metadata.source',
      'metadata.store',
    ]);
  });

  test('writes a pointer so that any name of a member can stand in it', () => {
    const body = fixtureJson('stripe/customer-created.json') as { data: { object: object } };
    const object = { ...body.data.object, metadata: { 'birth/day~': '1990-05-17' } };
    const event = readable(
      'stripe',
      JSON.stringify({ ...body, data: { object } }),
      {},
      { birthDate: 'birth/day~' },
    );
    expect(told(event)).toContain('dob <- /data/object/metadata/birth~1day~0');
  });

  test('leaves the event as it was, and tells the same again', () => {
    const event = readable('shopify', fixture('shopify/customers-create.json'), topic('create'));
    const first = originsOf(event);
    expect(originsOf(event)).toEqual(first);
    expect(event.event.body).toEqual(fixture('shopify/customers-create.json'));
  });

  test.each([
    ['many values', 10_000, 10],
    ['large values', 200, 1000],
  ])("of a body with %s: the customer's own are told, and the rest is let be", (_, count, length) => {
    const addresses = Array.from({ length: count }, (_each, index) => ({
      name: `${index}`.padEnd(length, 'x'),
    }));
    const body = { ...fixtureJson('shopify/customers-create.json'), addresses };
    const event = readable('shopify', JSON.stringify(body), topic('create'));
    let mapped = 0;
    const parse = (...of: Parameters<typeof event.source.parse>) => {
      mapped += 1;
      return event.source.parse(...of);
    };
    expect(told({ ...event, source: { ...event.source, parse } })).toEqual(
      expect.arrayContaining(['email <- /email', 'name <- /first_name, /last_name']),
    );
    expect(mapped).toBeLessThan(300);
  });
});
