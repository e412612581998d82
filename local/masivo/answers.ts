import type { Entry } from './model';
import type { Terms } from './terms';

/** An answer of the API before it is sent. */
export interface Answer {
  status: number;
  /** JSON, unless undefined: then there is no body. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** Masivo's error body: the shape of its migration pages, the only one published. */
export function failure(status: number, error: string, details: string): Answer {
  return { status, body: { error, details } };
}

/** 401, whatever was wrong with the credentials. */
export const unauthorized = (details: string): Answer => failure(401, 'unauthorized', details);

/** 400 with the failing field named in `details`. */
export const invalid = (details: string): Answer => failure(400, 'invalid_request', details);

/** 404 for a customer ("404 = not registered", guide "register-a-customer"). */
export const noCustomer = (id: string): Answer => failure(404, 'not_found', `no customer has the id ${id}`);

/** A customer with its wallet, as every page shows them; newer pages show its consent record, too. */
export function customerAnswer(
  status: number,
  { customer, consent, wallet }: Entry,
  { consentAtCreation }: Terms,
): Answer {
  const shown = consentAtCreation === 'taken' ? { ...customer, consent } : customer;
  return { status, body: { data: { customer: shown, wallet } } };
}
