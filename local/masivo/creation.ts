import type { Consent, NewCustomer } from './model';
import { checker, type Read, schemaRef } from './openapi-checks';
import { newerFields, type Terms } from './terms';

/** A body of POST /customers as the account takes it. */
export interface Creation {
  customer: NewCustomer;
  /** What is recorded with it. */
  consent: Consent | null;
}

const checkBody = checker<NewCustomer & { consent?: Consent }>(schemaRef('NewCustomer'));

/** Reads a body of POST /customers by the account's terms. */
export function readCreation(
  value: unknown,
  root: string,
  { consentAtCreation, fields }: Terms,
): Read<Creation> {
  const read = checkBody(consentAtCreation === 'ignored' ? withoutConsent(value) : value, root);
  if (!read.ok) return read;
  const unknown = newerFields.find((field) => field in read.value && !fields.includes(field));
  if (unknown) return { ok: false, reason: `${root}/${unknown} is not a known field` };
  const { consent, ...customer } = read.value;
  if (consent === undefined) return { ok: true, value: { customer, consent: null } };
  if (consentAtCreation === 'refused') return { ok: false, reason: `${root}/consent is not a known field` };
  // Consent under another customer's name is a breach, not a detail.
  if (consent.customer_id !== customer.id) {
    return { ok: false, reason: `${root}/consent/customer_id must be the id of the customer` };
  }
  return { ok: true, value: { customer, consent: consentAtCreation === 'taken' ? consent : null } };
}

function withoutConsent(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== 'consent'));
}
