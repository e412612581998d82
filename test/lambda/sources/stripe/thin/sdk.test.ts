import Stripe from 'stripe';
import { stripeApi } from '../../../../../lambda/sources/stripe/api';
import { stripe } from '../../../../../lambda/sources/stripe/source';
import { fixtureJson } from '../../../../support/fixtures';
import { storeWith } from '../../../../support/settings';
import { eventOf } from '../../../../support/sources';
import { vectors } from './vectors';

// A second opinion on thin events: Stripe's own package, which verifies them, and then asks the API for the same.
const key = 'rk_test_fake';
const requests: { readonly url: string; readonly headers: Headers }[] = [];
const answering = Stripe.createFetchHttpClient(async (url, init) => {
  requests.push({ url: String(url), headers: new Headers(init?.headers) });
  return new Response('{}', { status: 200, headers: { 'content-type': 'application/json' } });
});
const sdk = new Stripe(key, { httpClient: answering, maxNetworkRetries: 0, telemetry: false });

const { signatures, now, sample } = vectors;

const parsedBySdk = ({ body, headers, secrets, at }: (typeof signatures)[number]) =>
  secrets.flatMap((secret) => {
    try {
      const header = headers['stripe-signature'] ?? '';
      const time = (at ?? now).getTime();
      return [sdk.parseEventNotification(body, header, secret, undefined, undefined, time)];
    } catch {
      return [];
    }
  });

test.each(signatures)('agree: $name', (vector) => {
  expect(parsedBySdk(vector)).toHaveLength(vector.signedBy === undefined ? 0 : 1);
});

const loyalty = { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: true };
const consent = { version: '1', loyalty, metadataKeys: { email_marketing: 'newsletter' } };

test.each([
  ['without a context', null],
  ['with a context', 'acct_Platform/acct_Fake'],
])('%s, what is read is what the package fetches', async (_, context) => {
  const body = JSON.stringify({ ...fixtureJson('stripe/thin-customer-updated.json'), context });
  const header = sdk.webhooks.generateTestHeaderString({ payload: body, secret: sample.secret });
  const notification = sdk.parseEventNotification(body, header, sample.secret);
  expect(notification.type).toBe('v1.customer.updated');
  requests.length = 0;
  if (!('fetchRelatedObject' in notification)) throw new Error('It is about nothing');
  await notification.fetchRelatedObject();
  await notification.fetchEvent();

  const parsed = stripe.parse(eventOf(body), storeWith('stripe', { consent }));
  if (parsed.kind !== 'to-read') throw new Error(`It was ${parsed.kind}`);
  const compared = ['authorization', 'stripe-version', 'stripe-context'] as const;
  const theirs = requests.map(({ url, headers }) => [url, ...compared.map((name) => headers.get(name))]);
  const ours = parsed.reads.map(({ path, headers }) => {
    const all = new Headers({ ...stripeApi.headers(key), ...headers });
    return [stripeApi.baseUrl + path, ...compared.map((name) => all.get(name))];
  });
  expect(ours).toEqual(theirs);
});
