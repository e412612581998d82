import type { Harness } from './harness';

/** What the sandbox holds of one customer, in the terms these tests ask about. */
export interface Truth {
  readonly name: string;
  readonly email: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly registrations: number;
  readonly purposes: Readonly<Record<string, boolean>> | undefined;
}

interface Entry {
  readonly customer: { id: string; name: string; email: string; metadata: Record<string, unknown> };
  readonly consent: { purposes: Record<string, boolean> } | null;
  readonly registrations: number;
}

interface Record_ {
  readonly customers: readonly Entry[];
  readonly requests: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const record = async (harness: Harness) => (await harness.control('GET', '/record')) as Record_;

export async function truthOf(harness: Harness, id: string): Promise<Truth | undefined> {
  const entry = (await record(harness)).customers.find(({ customer }) => customer.id === id);
  return (
    entry && {
      name: entry.customer.name,
      email: entry.customer.email,
      metadata: entry.customer.metadata,
      registrations: entry.registrations,
      purposes: entry.consent?.purposes,
    }
  );
}

/** Whether Masivo may send this customer marketing by e-mail; undefined without a consent record. */
export async function emailMarketing(harness: Harness, id = '1001'): Promise<boolean | undefined> {
  return (await truthOf(harness, id))?.purposes?.email_marketing;
}

export async function customersIn(harness: Harness): Promise<number> {
  return (await record(harness)).customers.length;
}

/** How often a call was made, whatever it was answered. */
export async function callsOf(harness: Harness, call: string): Promise<number> {
  const answers = (await record(harness)).requests[call] ?? {};
  return Object.values(answers).reduce((sum, count) => sum + count, 0);
}

export async function misbehave(
  harness: Harness,
  ...rules: readonly Record<string, unknown>[]
): Promise<void> {
  await harness.control('PUT', '/misbehaviour', rules.length === 0 ? {} : { rules });
}

export const on = {
  get: { method: 'GET', path: '/customers/{id}' },
  post: { method: 'POST', path: '/customers' },
  patch: { method: 'PATCH', path: '/customers/{id}' },
  consent: { method: 'PATCH', path: '/customers/{id}/consent' },
  migrate: { method: 'POST', path: '/customers/migrate' },
  signIn: { method: 'GET', path: '/auth/authorize' },
} as const;

/** What the sandbox was to do late is done, now. */
export async function lateWorkDone(harness: Harness): Promise<void> {
  harness.landLateWork();
}

/** Somebody else's request to Masivo. */
export async function asMasivo(harness: Harness, path: string, body: unknown): Promise<void> {
  const { baseUrl } = harness.sandbox;
  const signIn = await fetch(`${baseUrl}/auth/authorize`, { headers: { 'x-api-key': 'key' } });
  const { data } = (await signIn.json()) as { data: string };
  const headers = { authorization: `Bearer ${data}`, 'content-type': 'application/json' };
  const method = path === '/customers' ? 'POST' : 'PATCH';
  const response = await fetch(baseUrl + path, { method, headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}

/** Somebody else creates a customer in Masivo: by default the one of the default shopper. */
export async function createElsewhere(harness: Harness, own: Record<string, unknown> = {}): Promise<void> {
  await asMasivo(harness, '/customers', {
    id: '1001',
    name: 'Elsewhere',
    email: 'shopper.1001@example.com',
    registration_date: '2026-01-01T00:00:00Z',
    ...own,
  });
}

/** Somebody else records consent in Masivo. */
export async function recordElsewhere(
  harness: Harness,
  id: string,
  purposes: Readonly<Record<string, boolean>>,
  version = '1',
): Promise<void> {
  await asMasivo(harness, `/customers/${id}/consent`, {
    consent: { version, consent_timestamp: '2026-01-01T00:00:00Z', customer_id: id, purposes },
  });
}
