// The vendors whose events may only name a customer, by the source's name.
export { makeStripeApi as stripe } from './stripe/model';
