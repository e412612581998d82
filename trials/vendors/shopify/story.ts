import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shopifyCustomers } from '../../../cli/vendors/shopify/customers';
import { isObject } from '../../../lambda/json';
import { shopifyTopics } from '../../../lambda/sources/shopify/subscriptions/topics';
import { makeShopifyApi } from '../../../local/vendors/shopify/model';
import { began, type Choice, choiceOf, knownEmail, type Shopper, versionOf } from '../../chaos/shopper';
import type { InStore, TrialVendor, UnsignedEvent } from '../vendor';

const shopDomain = 'chaos.myshopify.com';

export const story: TrialVendor['story'] = {
  // Some are beyond 2^53, where a number that is read as a double becomes its neighbour.
  customerId: (number) =>
    String((number % 3 === 0 ? 706_405_506_930_370_000n : 7_000_000_000_000n) + BigInt(number)),
  birthDate: 'facts.birth_date',

  event(shopper, index) {
    const { birthDate } = versionOf(shopper, index);
    const fact = (key: string, value: string) => ({ namespace: 'facts', key, value, type: 'date' });
    // A list without the date, or none, takes it back.
    const none = index % 2 === 0 ? [] : [fact('other', '2001-02-03')];
    const metafields = birthDate === null ? none : [fact('birth_date', birthDate)];
    return customerEvent(shopper, index, '', { metafields });
  },

  silentEvent: (shopper, index, random) =>
    customerEvent(
      shopper,
      index,
      'b',
      random.pick<object>([
        {},
        {},
        { metafields: [{ namespace: 'others', key: 'birth_date', value: '2002-03-04' }] },
        { metafields: {} },
        { tags: ['a'], note: {} },
      ]),
    ),

  choices: {
    states: [
      ['subscribed', true],
      ['subscribed', true],
      ['unsubscribed', false],
      ['not_subscribed', false],
      ['pending', false],
      ['redacted', false],
      ['invalid', false],
      [null, undefined],
    ],
    mayBeUndated: true,
    event(shopper, index) {
      const choice = choiceOf(shopper, index);
      const { state, chosenAt, noticedAt } = choice;
      const updated = chosenAt === null ? null : iso(chosenAt);
      const consent = {
        state,
        opt_in_level: state === null ? null : 'single_opt_in',
        consent_updated_at: updated,
      };
      const isEmail = choice.about === 'e-mail';
      const rest = isEmail
        ? { email_address: knownEmail(shopper), email_marketing_consent: consent }
        : { phone: '+15550000009', sms_marketing_consent: { ...consent, consent_collected_from: 'shopify' } };
      return {
        body: withNumber(isEmail ? 'customer_id' : 'id', shopper.id, rest),
        headers: headersOf({
          topic: isEmail ? 'customers_email_marketing_consent/update' : 'customers_marketing_consent/update',
          id: `${shopper.id}-choice-${index}`,
          triggeredAt: noticedAt,
        }),
      };
    },
  },

  deletion(shopper, random) {
    const gid = `gid://shopify/Customer/${shopper.id}`;
    const own = { id: `${shopper.id}-deletion`, triggeredAt: (shopper.deletedAt ?? 0) * 1000 };
    if (random.chance(0.3)) {
      const body = { topic: 'Customer', action: 'delete', query_variables: { customerId: gid } };
      return { body: Buffer.from(JSON.stringify(body)), headers: headersOf({ ...own, topic: 'Customer' }) };
    }
    return {
      body: withNumber('id', shopper.id, { tax_exemptions: [], admin_graphql_api_id: gid }),
      headers: headersOf({ ...own, topic: 'customers/delete' }),
    };
  },

  merge: ({ id }, { into, at }) => ({
    body: Buffer.from(
      JSON.stringify({
        admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${into}`,
        admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${id}`,
        admin_graphql_api_job_id: null,
        status: 'completed',
        errors: [],
      }),
    ),
    headers: headersOf({ topic: 'customers/merge', id: `${id}-merge`, triggeredAt: at * 1000 }),
  }),

  redaction: (shopper, named) => {
    const email = shopper.versions.findLast((version) => version.email !== null)?.email ?? null;
    const rest = JSON.stringify({ email, phone: null });
    const id = named === 'by e-mail' ? '' : `"id":${shopper.id},`;
    return {
      body: Buffer.from(
        `{"shop_id":1,"shop_domain":"${shopDomain}","customer":{${id}${rest.slice(1)},"orders_to_redact":[]}`,
      ),
      headers: headersOf({ topic: 'customers/redact', id: `${shopper.id}-redact`, triggeredAt: began }),
    };
  },

  lists: {
    kind: 'states',
    make: makeShopifyApi,
    key: (store) => `shpat_chaos_${store}`,
    held(shopper, now) {
      const gid = `gid://shopify/Customer/${shopper.id}`;
      const isListed = now.version !== undefined && !now.isGone;
      return { shop: shopDomain, [gid]: isListed ? asListed(shopper, now, now.version) : null };
    },
    customers(held, { folder }) {
      const file = join(folder, 'customers.jsonl');
      writeFileSync(file, held.filter(isObject).map(asBulkLine).join(''), { mode: 0o600 });
      return shopifyCustomers(file, () => new Date());
    },
    subscriptions: {
      made: () => ({}),
      remove: (api) => api.removeSubscriptions?.(),
      topicOf({ headers }) {
        const topic = headers['X-Shopify-Topic']?.toUpperCase().replaceAll('/', '_');
        // Others are in the app's own configuration, which stays, or are an app's that has the scope for them.
        return shopifyTopics.find((each) => each === topic);
      },
    },
  },

  asTest: ({ headers, body }) => ({
    headers: {
      ...headers,
      'X-Shopify-Webhook-Id': `test-${headers['X-Shopify-Webhook-Id']}`,
      'X-Shopify-Test': 'true',
    },
    body: Buffer.from(body.toString().replace(/("(?:created|updated)_at":)"[^"]*"/g, '$1null')),
  }),
};

/** A body of an API version of today: it has no consent. */
function customerEvent(shopper: Shopper, index: number, subscription: string, more: object): UnsignedEvent {
  const version = versionOf(shopper, index);
  const [first, ...rest] = version.name.split(' ');
  return {
    body: withNumber('id', shopper.id, {
      created_at: iso(shopper.registeredAt ?? began / 1000),
      updated_at: iso(version.second),
      first_name: first,
      last_name: rest.join(' '),
      state: 'disabled',
      email: version.email,
      verified_email: true,
      phone: version.phone,
      addresses: [],
      admin_graphql_api_id: `gid://shopify/Customer/${shopper.id}`,
      ...more,
    }),
    headers: headersOf({
      topic: index === 0 ? 'customers/create' : 'customers/update',
      id: `${shopper.id}-${index}${subscription}`,
      // Shopify's clock ticks finer than its `updated_at`.
      triggeredAt: version.second * 1000 + index * 10,
    }),
  };
}

/** A customer as the Admin API shows it to the query of `reconcile`. */
function asListed(shopper: Shopper, { choice, second }: InStore, index: number): object {
  const { name, email, phone, birthDate } = versionOf(shopper, index);
  const [firstName, ...rest] = name.split(' ');
  const chosen = choice === undefined ? undefined : choiceOf(shopper, choice);
  return {
    id: `gid://shopify/Customer/${shopper.id}`,
    createdAt: iso(shopper.registeredAt ?? began / 1000),
    updatedAt: iso(second),
    firstName,
    lastName: rest.join(' '),
    verifiedEmail: true,
    // Consent is the address's: without one there is none.
    defaultEmailAddress: email === null ? null : { emailAddress: email, ...marketingOf(chosen) },
    defaultPhoneNumber: phone === null ? null : { phoneNumber: phone },
    defaultAddress: null,
    metafield_facts__birth_date: birthDate === null ? null : { value: birthDate, updatedAt: iso(second) },
  };
}

/** The same in the file that a bulk operation writes, with the metafield's other alias. */
function asBulkLine({
  metafield_facts__birth_date: metafield,
  ...node
}: Readonly<Record<string, unknown>>): string {
  const birthDate = isObject(metafield)
    ? { namespace: 'facts', key: 'birth_date', value: metafield.value }
    : metafield;
  return `${JSON.stringify({ ...node, birthDate })}\n`;
}

const marketingOf = (chosen: Choice | undefined) => ({
  // An address has no such state; redacted, it takes no more mail.
  marketingState: (chosen?.state ?? 'not_subscribed').replace('redacted', 'unsubscribed').toUpperCase(),
  marketingUpdatedAt: chosen?.chosenAt ? iso(chosen.chosenAt) : null,
});

/** The number is written as it is, however long. */
const withNumber = (member: string, digits: string, rest: object) =>
  Buffer.from(`{"${member}":${digits},${JSON.stringify(rest).slice(1)}`);

const headersOf = ({ topic, id, triggeredAt }: { topic: string; id: string; triggeredAt: number }) => ({
  'X-Shopify-Topic': topic,
  'X-Shopify-Shop-Domain': shopDomain,
  'X-Shopify-API-Version': '2026-10',
  'X-Shopify-Webhook-Id': id,
  'X-Shopify-Triggered-At': new Date(triggeredAt).toISOString(),
});

const iso = (second: number) => new Date(second * 1000).toISOString().replace('.000Z', 'Z');
