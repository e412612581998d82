import type { Source } from '../source';
import { stripeApi } from './api';
import { newestVersion, versionNotice } from './api-version';
import { customerOf } from './customer';
import { ingress } from './ingress';
import { defaultMapping, details, map } from './map';
import { breakTie } from './order';
import { parse } from './parse';

/** Stripe customer webhooks, snapshot events and thin ones, https://docs.stripe.com/event-destinations */
export const stripe: Source = {
  ...ingress,
  api: stripeApi,
  defaultMapping,
  parse,
  customerOf,
  newestVersion,
  versionNotice,
  map,
  details,
  breakTie,
};
