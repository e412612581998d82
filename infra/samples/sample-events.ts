import type { SQSEvent } from 'aws-lambda';
import { envelopeOf } from '../../lambda/envelope';
import { sources } from '../../lambda/sources/registry';

export interface SampleStore {
  readonly source: string;
  readonly store: string;
  readonly vendorAccount: string;
  readonly live: boolean;
  readonly signupsSince?: string | undefined;
}

/** In whole seconds, as Stripe counts, and not before the store's go-live, or the signup would be ignored. */
function signupTime(signupsSince = '2026-11-02T09:30:00Z'): Date {
  return new Date(Math.ceil(Date.parse(signupsSince) / 1000) * 1000);
}

/**
 * Far in the future: a message sent in the past would count as one that has waited for long and raise the alarm, and
 * after 13 days its retry would be dead-lettered.
 */
const sentAt = String(Date.UTC(2100, 0, 1));

/**
 * What SQS hands to `deliver` when a shopper of this store signs up: for "Test" in the Lambda console. The shopper
 * does not exist, and example.com receives no mail.
 */
export function sampleEvent({ source, store, ...shop }: SampleStore): SQSEvent {
  const vendor = sources.get(source);
  const signedUpAt = signupTime(shop.signupsSince);
  const signup = signups[source]?.(shop, signedUpAt);
  if (!vendor || !signup) throw new Error(`There is no sample signup of ${source}`);
  const envelope = envelopeOf({
    source: vendor,
    store,
    request: { headers: signup.headers, body: Buffer.from(JSON.stringify(signup.body)) },
    secret: 'a sample is signed with nothing',
    receivedAt: signedUpAt,
  });
  return {
    Records: [
      {
        messageId: '00000000-0000-4000-8000-000000000000',
        receiptHandle: 'a sample is on no queue',
        body: JSON.stringify(envelope),
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: sentAt,
          SenderId: 'sample',
          ApproximateFirstReceiveTimestamp: sentAt,
        },
        messageAttributes: {},
        md5OfBody: '',
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:eu-west-1:111111111111:sample',
        awsRegion: 'eu-west-1',
      },
    ],
  };
}

type Shop = Pick<SampleStore, 'vendorAccount' | 'live'>;
interface Signup {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
}

const signups: Readonly<Record<string, (shop: Shop, signedUpAt: Date) => Signup>> = {
  shopify: ({ vendorAccount }, signedUpAt) => ({
    headers: {
      'x-shopify-topic': 'customers/create',
      'x-shopify-shop-domain': vendorAccount,
      'x-shopify-api-version': '2026-07',
      'x-shopify-webhook-id': 'sample-signup',
      'x-shopify-triggered-at': signedUpAt.toISOString(),
    },
    body: {
      id: 1000000000001,
      created_at: signedUpAt.toISOString(),
      updated_at: signedUpAt.toISOString(),
      first_name: 'Sample',
      last_name: 'Shopper',
      state: 'disabled',
      verified_email: true,
      email: 'sample.shopper@example.com',
      phone: null,
      addresses: [],
      admin_graphql_api_id: 'gid://shopify/Customer/1000000000001',
    },
  }),
  stripe: ({ live }, signedUpAt) => ({
    headers: {},
    body: {
      id: 'evt_SampleSignup',
      object: 'event',
      api_version: '2026-10-28.endive',
      created: signedUpAt.getTime() / 1000,
      data: {
        object: {
          id: 'cus_SampleShopper',
          object: 'customer',
          created: signedUpAt.getTime() / 1000,
          email: 'sample.buyer@example.com',
          livemode: live,
          metadata: {},
          name: 'Sample Buyer',
          phone: null,
          preferred_locales: [],
        },
      },
      livemode: live,
      pending_webhooks: 1,
      request: { id: 'req_SampleSignup', idempotency_key: null },
      type: 'customer.created',
    },
  }),
};
