import * as v from 'valibot';
import { memberOf } from '../../json';
import { parseJson } from '../body';
import { optional } from '../optional';
import type { ReceivedEvent } from '../source';
import { gmtInstant } from './gmt';
import { header } from './headers';

/** WordPress numbers its users from 1. One that JSON would round is a text already (exact-json.ts). */
export const Id = v.pipe(
  v.union([
    v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
    v.pipe(v.string(), v.regex(/^[1-9]\d{0,29}$/)),
  ]),
  v.transform(String),
);

const optionalText = optional(v.string());
const optionalDate = optional(
  v.pipe(
    v.string(),
    v.check((text) => text === '' || gmtInstant(text) !== null),
  ),
);

/** A customer of the REST API, version 3, as far as it is read. It has empty texts where others have null. */
export const WooCustomer = v.object({
  id: Id,
  email: v.nullish(v.string()),
  role: v.string(),
  date_created_gmt: optionalDate,
  date_modified_gmt: optionalDate,
  first_name: optionalText,
  last_name: optionalText,
  billing: optional(
    v.object({
      first_name: optionalText,
      last_name: optionalText,
      company: optionalText,
      country: optionalText,
      phone: optionalText,
    }),
  ),
  // Plugins keep there whatever they like.
  meta_data: optional(v.array(v.unknown())),
});
export type WooCustomer = v.InferOutput<typeof WooCustomer>;

/** Of an event of something else, the customer it names: the number 0 is a guest. */
export function customerOf({ headers, body }: ReceivedEvent): string | undefined {
  const json = parseJson(body);
  if (json.kind === 'refused') return undefined;
  const isOfCustomer = (header(headers, 'topic') ?? 'customer').startsWith('customer');
  const id = v.safeParse(Id, memberOf(json.value, isOfCustomer ? 'id' : 'customer_id'));
  return id.success ? id.output : undefined;
}
