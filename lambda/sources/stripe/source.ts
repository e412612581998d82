import type { Source } from '../source';
import { customerOf } from './customer';
import { ingress } from './ingress';
import { defaultMapping, map } from './map';
import { breakTie } from './order';
import { parse } from './parse';

/** Stripe customer webhooks (snapshot events), https://docs.stripe.com/webhooks */
export const stripe: Source = {
  ...ingress,
  defaultMapping,
  parse,
  customerOf,
  map,
  breakTie,
};
