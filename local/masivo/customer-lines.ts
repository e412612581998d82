import type { Entry, MigratedCustomer } from './model';
import { checker, schemaRef } from './openapi-checks';

/** A migration that was accepted and is not visible yet. */
export interface Queued {
  visibleAt: number;
  customers: MigratedCustomer[];
}

/** One line of the journal: a customer as it now is, a migration, a deletion, or a fresh start. */
export type Line = { entry: Entry } | { queued: Queued } | { deleted: string } | { reset: true };

const entry = {
  type: 'object',
  required: ['customer', 'consent', 'wallet', 'registrations', 'source'],
  properties: {
    customer: schemaRef('Customer'),
    consent: { anyOf: [{ type: 'null' }, schemaRef('Consent')] },
    wallet: schemaRef('Wallet'),
    registrations: { type: 'integer' },
    source: { enum: ['post', 'migrate'] },
  },
};

/** Reads one customer with all that the sandbox keeps of it. */
export const checkEntry = checker<Entry>(entry);

/** Reads a line back. The file is on disk, where anyone may have edited it. */
export const checkLine = checker<Line>({
  type: 'object',
  oneOf: [
    {
      required: ['entry'],
      properties: {
        entry,
      },
    },
    {
      required: ['queued'],
      properties: {
        queued: {
          type: 'object',
          required: ['visibleAt', 'customers'],
          properties: {
            visibleAt: { type: 'number' },
            customers: { type: 'array', items: schemaRef('MigratedCustomer') },
          },
        },
      },
    },
    { required: ['deleted'], properties: { deleted: { type: 'string' } } },
    { required: ['reset'], properties: { reset: { const: true } } },
  ],
});
