import Stripe from 'stripe';
import type { Subject } from '../../bench/warm/subject';

export const subject: Subject = (_, secret) => {
  const { webhooks } = new Stripe('sk_test_bench_makes_no_calls');
  return ({ headers, body }) =>
    webhooks.constructEvent(body ?? '', headers['stripe-signature'] ?? '', secret);
};
