/** The throwaway customer of one run. */
export interface Throwaway {
  readonly id: string;
  readonly email: string;
  readonly at: string;
}

/** One request, and what the description says of its answer. */
export interface Step {
  readonly name: string;
  /** As openapi.json names it. */
  readonly call: string;
  readonly expected: number;
  /** Another answer that accounts may give. */
  readonly orElse?: number;
  /** The `{id}` of the path. */
  readonly id?: string;
  readonly body?: unknown;
  /** Signed in with an invalid token. */
  readonly wrongToken?: true;
  /** What the customer in the answer has to show, by field. */
  readonly shows?: Readonly<Record<string, unknown>>;
  /** Tells whether the account takes a consent record with the creation. */
  readonly consent?: 'sent' | 'shownLater';
  /** If it fails, the steps after it mean nothing. */
  readonly vital?: true;
}

/** Every call that the bridge makes, and every answer that its decisions depend on. */
export function contractSteps({ id, email, at }: Throwaway): readonly Step[] {
  const customer = {
    id,
    name: 'Bridge Contract',
    email,
    registration_date: at,
    status: 'ACTIVE',
    gender: null,
    dob: null,
    metadata: { source: 'contract', store: 'default' },
  };
  const { name, registration_date, metadata } = customer;
  const other = withConsent(id);
  const create = { call: 'POST /customers' };
  const one = { call: 'GET /customers/{id}' };
  const patch = { call: 'PATCH /customers/{id}', id };
  return [
    { ...one, name: 'a token that is none', id, expected: 401, wrongToken: true },
    { ...one, name: 'a customer whom nobody knows', id, expected: 404 },
    { ...create, name: 'a body without an e-mail', expected: 400, body: { ...customer, email: undefined } },
    {
      ...create,
      name: 'a new customer',
      expected: 201,
      body: customer,
      shows: { id, name, email },
      vital: true,
    },
    { ...create, name: 'the same id again', expected: 409, body: { ...customer, email: `other-${email}` } },
    { ...create, name: 'the same e-mail again', expected: 409, body: { ...customer, id: `${id}-other` } },
    {
      ...one,
      name: 'the customer',
      id,
      expected: 200,
      shows: { id, name, email, registration_date, metadata },
    },
    {
      ...patch,
      name: 'a change',
      expected: 200,
      body: { name: 'Bridge Changed', metadata: { source: 'contract' } },
      // Replaced, not merged: the bridge always sends all of the metadata, so either would do.
      shows: { name: 'Bridge Changed', metadata: { source: 'contract' } },
    },
    {
      name: 'a consent record',
      call: 'PATCH /customers/{id}/consent',
      id,
      expected: 200,
      body: { consent: consentOf(id, at) },
    },
    {
      ...create,
      name: 'a consent with the creation',
      expected: 201,
      // As an account of the older page answers it.
      orElse: 400,
      body: { ...customer, id: other, email: `consent-${email}`, consent: consentOf(other, at) },
      consent: 'sent',
    },
    { ...one, name: 'who was created with it', id: other, expected: 200, consent: 'shownLater' },
  ];
}

/** The id of the second throwaway customer, where the account takes a consent with the creation. */
export const withConsent = (id: string): string => `${id}-consent`;

/** Nothing is allowed: Masivo shows everything as allowed where nothing was recorded. */
export const purposesSent = {
  behavioral_campaigns: false,
  coupon_campaigns: false,
  punchcard_campaigns: false,
  email_marketing: false,
  push_notifications: false,
  link_tracking: false,
};

const consentOf = (id: string, at: string) => ({
  version: 'contract',
  consent_timestamp: at,
  customer_id: id,
  purposes: purposesSent,
});
