import type { CustomerDraft } from '../../lambda/masivo/customer';
import { profiles } from '../../lambda/sources/profiles';

const masked = '•••';

/** `j•••@e•••.com`; null where there is none. */
export function maskedEmail(email: string | null): string | null {
  const parts = /^(\P{C})[^@]*@(\P{C}).*?(\.[a-z0-9-]+)?$/iu.exec(email ?? '');
  if (!parts?.[1] || !parts[2]) return null;
  return `${parts[1]}${masked}@${parts[2]}${masked}${parts[3] ?? ''}`;
}

/** A text that may be personal: masked; of an e-mail the first letters stay. */
export function maskedText(text: string): string {
  if (text === '') return text;
  return (/^[^\s@]+@[^\s@]+$/.test(text) ? maskedEmail(text) : null) ?? masked;
}

/** Vendors' own values and ids, recognised by the member's name and the form of its value: both have to match. */
const harmless: readonly (readonly [name: RegExp, value: RegExp])[] = [
  // Numbers, ids with a short prefix, and UUIDs.
  [
    /^(id|account|.+_id|.+_ids)$/,
    /^([a-z]{2,12}_(test_|live_)?[A-Za-z0-9]{1,64}|\d{1,30}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
  ],
  // No birthday, which some write with a time.
  [
    /^(?!b(irth|orn)).*_(at|on|date)$/,
    /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/,
  ],
  [/^(object|type|topic)$/, /^[a-z][a-z0-9_]*([./][a-z0-9_]+){0,4}$/],
  [/^api_version$/, /^\d{4}-\d{2}(-\d{2})?(\.[a-z]+)?$/],
  [/(^|_)currency$/, /^[A-Za-z]{3}$/],
  // Those of single vendors.
  ...[...profiles.values()].flatMap((profile) => profile.harmless),
];

/** Under these members anything but a boolean may be personal. */
const personal = /^(metadata|value)$/;

/**
 * What was received, without personal data: members, numbers, booleans, times and ids stay, and every text that is not
 * known to be harmless is masked. An unknown member is masked, too. Pure.
 */
export function maskedJson(value: unknown): unknown {
  return maskedMember('', value, false);
}

function maskedMember(name: string, value: unknown, isPersonal: boolean): unknown {
  if (typeof value === 'string') return !isPersonal && isHarmless(name, value) ? value : maskedText(value);
  if (typeof value === 'number') return isPersonal ? masked : value;
  if (Array.isArray(value)) return value.map((each) => maskedMember(name, each, isPersonal));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      maskedMember(key, each, isPersonal || personal.test(key)),
    ]),
  );
}

const isHarmless = (name: string, text: string) =>
  harmless.some(([names, values]) => names.test(name) && values.test(text));

/** A customer as it is sent to Masivo: personal fields are masked, the bridge's own stay. Pure. */
export function maskedCustomer(customer: CustomerDraft): Readonly<Record<string, unknown>> {
  const text = (value: string | null) => (value === null ? null : maskedText(value));
  const { source, store, ...extras } = customer.metadata;
  return {
    ...customer,
    name: text(customer.name),
    email: text(customer.email),
    gender: text(customer.gender),
    dob: text(customer.dob),
    ...(customer.phone === undefined ? {} : { phone: masked }),
    ...(customer.country === undefined ? {} : { country: masked }),
    ...(customer.tags === undefined ? {} : { tags: masked }),
    metadata: {
      ...(source === undefined ? {} : { source }),
      ...(store === undefined ? {} : { store }),
      ...Object.fromEntries(Object.entries(extras).map(([key, value]) => [key, maskedText(value)])),
    },
  };
}
