import * as v from 'valibot';
import { isObject, memberOf } from '../../json';
import { parseJson } from '../body';
import { instant } from '../instant';
import { optional, optionalList } from '../optional';
import type { ReceivedEvent } from '../source';

/** Systems have numbers for ids, too. One that JSON would round is a text already (exact-json.ts). */
export const Id = v.pipe(
  v.union([v.string(), v.pipe(v.number(), v.safeInteger(), v.minValue(0))]),
  v.transform(String),
  v.minLength(1),
  v.maxLength(255),
);

/** A point in time with its offset. */
export const Instant = v.pipe(
  v.string(),
  v.check((text) => instant(text) !== null),
);

const optionalText = optional(v.string());
const optionalBoolean = optional(v.boolean());

const known = {
  id: Id,
  email: v.nullish(v.string()),
  email_verified: optionalBoolean,
  name: optionalText,
  first_name: optionalText,
  last_name: optionalText,
  created_at: optional(Instant),
  updated_at: optional(Instant),
  phone: optionalText,
  country: optionalText,
  locale: optionalText,
  tags: optionalList(v.string()),
  consent: optional(
    v.pipe(
      // A list is an object to valibot.
      v.custom<object>((value) => isObject(value)),
      v.object({
        email_marketing: optionalBoolean,
        push_notifications: optionalBoolean,
        link_tracking: optionalBoolean,
        sms: optionalBoolean,
      }),
    ),
  ),
};

/** `data` of an event. A store's mapping may name members of its own for birth date and gender. */
export const Customer = v.looseObject(known);
export type Customer = v.InferOutput<typeof Customer>;

/** The id is at its place in every event. */
export function customerOf({ body }: ReceivedEvent): string | undefined {
  const json = parseJson(body);
  const id = v.safeParse(Id, json.kind === 'json' ? memberOf(memberOf(json.value, 'data'), 'id') : undefined);
  return id.success ? id.output : undefined;
}
