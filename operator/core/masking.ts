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

/**
 * Vendors' own values and ids, recognised by the member's name and the form of its value as text: both have to match.
 * `{}` stands for an object whose members are known.
 */
const harmless: readonly (readonly [name: RegExp, value: RegExp])[] = [
  // Numbers, ids with a short prefix, and UUIDs. Merchants call other numbers ids, too: of taxes, of WhatsApp.
  [
    /^(id|(app|customer|event|(last_)?order|location|owner|parent|shop|user|webhook)_ids?)$/,
    /^([a-z]{2,12}_(test_|live_)?[A-Za-z0-9]{1,64}|\d{1,30}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
  ],
  [/^account$/, /^acct_[A-Za-z0-9]{1,64}$/],
  // No birthdays and other days of a person's, which some write with a time.
  [
    /^((accepts_marketing|consent)_updated|cancell?ed|closed|completed|created|deleted|expires|issued|modified|occurred|processed|sent|triggered|updated)_at$/,
    /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/,
  ],
  [/^(object|type|topic)$/, /^[a-z][a-z0-9_]*([./][a-z0-9_]+){0,4}$/],
  [/^api_version$/, /^\d{4}-\d{2}(-\d{2})?(\.[a-z]+)?$/],
  [/(^|_)currency$/, /^[A-Za-z]{3}$/],
  [/(^|_)count$/, /^\d{1,9}$/],
  [/^(data|object|customer|request|address|previous_attributes)$/, /^\{\}$/],
  // Those of single vendors.
  ...[...profiles.values()].flatMap((profile) => profile.harmless),
];

/** Under these members all may be personal. */
const personal = /^(metadata|value)$/;

/**
 * What was received, without personal data: of every type, what is not known to be harmless is masked, and so is all
 * within a member that is not known. That nothing is there (null, an empty text) is told. Pure.
 */
export function maskedJson(value: unknown): unknown {
  return maskedMember('', value, false);
}

function maskedMember(name: string, value: unknown, isPersonal: boolean): unknown {
  if (Array.isArray(value)) return value.map((each) => maskedMember(name, each, isPersonal));
  if (typeof value === 'object' && value !== null) {
    const inner = isPersonal || (name !== '' && !isHarmless(name, '{}'));
    const names = new Map<string, number>();
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [
        maskedName(key, names),
        maskedMember(key, each, inner || personal.test(key)),
      ]),
    );
  }
  if (value === null || value === undefined) return value;
  if (!isPersonal && isHarmless(name, String(value))) return value;
  return typeof value === 'string' ? maskedText(value) : masked;
}

/** Vendors and merchants name members; some name them by a person's e-mail or number. @param before how often each was */
function maskedName(name: string, before: Map<string, number>): string {
  // Five digits, however they are grouped, may be a number or a day of somebody's.
  if (/^[\w .$:-]{1,64}$/.test(name) && !/(\d[^a-z]{0,3}){5}/i.test(name)) return name;
  const count = (before.get(masked) ?? 0) + 1;
  before.set(masked, count);
  return count === 1 ? masked : `${masked} ${count}`;
}

const isHarmless = (name: string, text: string) =>
  harmless.some(([names, values]) => names.test(name) && values.test(text));

/** What a customer has besides of what is the bridge's own and names nobody. */
const own = /^(id|registration_date|status|tier_id)$/;

/** A customer as it is sent to Masivo: personal fields are masked, the bridge's own stay. Pure. */
export function maskedCustomer(customer: CustomerDraft): Readonly<Record<string, unknown>> {
  const { source, store, store_customer, ...extras } = customer.metadata;
  // A number that the mapping gives as the ID is shown as the ID: masked beside it, it would only seem to be hidden.
  const hidden = (value: unknown) =>
    value === null || value === customer.id ? value : typeof value === 'string' ? maskedText(value) : masked;
  return {
    ...Object.fromEntries(
      Object.entries(customer).map(([name, value]) => [name, own.test(name) ? value : hidden(value)]),
    ),
    metadata: {
      ...(source === undefined ? {} : { source }),
      ...(store === undefined ? {} : { store }),
      ...(store_customer === undefined ? {} : { store_customer }),
      ...Object.fromEntries(Object.entries(extras).map(([key, value]) => [key, hidden(value)])),
    },
  };
}
