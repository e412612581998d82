import { checker, type Read } from './openapi-checks';

const consentAtCreation = ['refused', 'ignored', 'dropped', 'taken'] as const;

/** Fields of newer pages. */
export const newerFields = ['phone', 'country', 'tags'] as const;

/** What an account takes beyond Masivo's page "Create a customer". README.md says what each does. */
export interface Terms {
  consentAtCreation: (typeof consentAtCreation)[number];
  /** Fields of newer pages that POST /customers takes. */
  fields: readonly (typeof newerFields)[number][];
}

/** As on that page: nothing more. */
const ofThePage: Terms = { consentAtCreation: 'refused', fields: [] };

const check = checker<Partial<Terms>>({
  type: 'object',
  additionalProperties: false,
  properties: {
    consentAtCreation: { enum: consentAtCreation },
    fields: { type: 'array', items: { enum: newerFields } },
  },
});

/** Reads terms; what they leave out is as on Masivo's page. */
export function readTerms(value: unknown): Read<Terms> {
  const read = check(value, 'body');
  return read.ok ? { ok: true, value: { ...ofThePage, ...read.value } } : read;
}

/** The account's terms, which a test may change. */
export class AccountTerms {
  readonly #atStart: Terms;
  #now: Terms;

  constructor(atStart: Partial<Terms> = {}) {
    this.#atStart = { ...ofThePage, ...atStart };
    this.#now = this.#atStart;
  }

  get now(): Terms {
    return this.#now;
  }

  replace(terms: Terms): void {
    this.#now = terms;
  }

  /** As at the start. */
  reset(): void {
    this.#now = this.#atStart;
  }
}
