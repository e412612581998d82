import { compareOrder } from '../order';
import type { Source } from '../source';
import { customerOf } from './customer';
import { ingress } from './ingress';
import { defaultMapping, details, map } from './map';
import { parse } from './parse';

/** WooCommerce's webhooks of customers, https://woocommerce.com/document/webhooks/ */
export const woocommerce: Source = {
  ...ingress,
  defaultMapping,
  parse,
  customerOf,
  // The version is chosen where the webhook is made, and stands in no event.
  newestVersion: null,
  versionNotice: () => undefined,
  map,
  details,
  breakTie: (a, b) => compareOrder(a.order, b.order),
};
