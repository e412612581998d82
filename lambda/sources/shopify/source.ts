import { compareOrder } from '../order';
import type { Source } from '../source';
import { newestVersion, versionNotice } from './api-version';
import { customerOf } from './customer';
import { ingress } from './ingress';
import { defaultMapping, details, map } from './map';
import { parse, parseRequest } from './parse';

/** Shopify customer webhooks, https://shopify.dev/docs/apps/build/webhooks */
export const shopify: Source = {
  ...ingress,
  defaultMapping,
  parse,
  parseRequest,
  customerOf,
  newestVersion,
  versionNotice,
  map,
  details,
  breakTie: (a, b) => compareOrder(a.order, b.order),
};
