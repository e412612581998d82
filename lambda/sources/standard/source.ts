import { compareOrder } from '../order';
import type { Source } from '../source';
import { customerOf } from './customer';
import { ingress } from './ingress';
import { defaultMapping, details, map } from './map';
import { parse } from './parse';

/**
 * Any sender of Standard Webhooks (https://www.standardwebhooks.com), such as a merchant's own signup form, whose
 * bodies have the form of docs/standard-webhooks.schema.json.
 */
export const standard: Source = {
  ...ingress,
  defaultMapping,
  parse,
  customerOf,
  // Its bodies name no version.
  newestVersion: null,
  versionNotice: () => undefined,
  map,
  details,
  breakTie: (a, b) => compareOrder(a.order, b.order),
};
