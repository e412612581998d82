import Stripe from 'stripe';
import { profile } from '../../../../lambda/sources/stripe/profile';
import { stripe } from '../../../../lambda/sources/stripe/source';
import { vectors } from './vectors';

// A second opinion on every signature vector: Stripe's own package.
const { webhooks } = Stripe;
const { signatures, now, sample } = vectors;

/** What the package says; it takes one secret at a time, and throws for whatever it refuses. */
function stripeAccepts({ body, headers, secrets, at }: (typeof signatures)[number]): boolean {
  return secrets.some((secret) => {
    try {
      webhooks.constructEvent(
        body,
        headers['stripe-signature'] ?? '',
        secret,
        undefined,
        undefined,
        (at ?? now).getTime(),
      );
      return true;
    } catch {
      return false;
    }
  });
}

test.each(signatures.filter(({ vendorDiffers }) => !vendorDiffers))('agree: $name', (vector) => {
  expect(stripeAccepts(vector)).toBe(vector.signedBy !== undefined);
});

test.each(signatures.filter(({ vendorDiffers }) => vendorDiffers))(
  'differ: $name ($vendorDiffers)',
  (vector) => {
    expect(stripeAccepts(vector)).toBe(vector.signedBy === undefined);
  },
);

test('what Stripe signs is the frozen header and passes here, and what is signed here is the same', () => {
  const seconds = Math.floor(now.getTime() / 1000) - 10;
  const payload = sample.body.toString();
  const header = webhooks.generateTestHeaderString({ payload, secret: sample.secret, timestamp: seconds });
  expect(header).toBe(sample.headers['Stripe-Signature']);
  const signed = profile.sign(sample, sample.secret, new Date(seconds * 1000));
  expect(signed).toEqual({ 'Stripe-Signature': header });
});

test('another time and secret than the frozen ones, both ways', () => {
  const payload = '{"id":"evt_Fake","object":"event","note":"ñ 😀"}';
  const body = Buffer.from(payload);
  const at = new Date('2026-11-07T05:31:56.789Z');
  const secret = 'whsec_fake_of_today';
  const theirs = webhooks.generateTestHeaderString({ payload, secret, timestamp: at.getTime() / 1000 });
  expect(stripe.verify({ headers: { 'stripe-signature': theirs }, body }, [secret], at)).toBe(secret);
  const ours = profile.sign({ headers: {}, body }, secret, at)['Stripe-Signature'] ?? '';
  const event = webhooks.constructEvent(body, ours, secret, undefined, undefined, at.getTime());
  expect(event.id).toBe('evt_Fake');
});
