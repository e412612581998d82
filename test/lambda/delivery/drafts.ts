import type { KeptSnapshot } from '../../../lambda/delivery/customer-state';
import type { CustomerDraft } from '../../../lambda/masivo/customer';

/** A customer as a store's event was mapped, by name. */
export const draft = (name: string): CustomerDraft => ({
  id: '1001',
  name,
  email: 'shopper.1001@example.com',
  registration_date: '2026-11-01T10:00:00Z',
  status: 'ACTIVE',
  gender: null,
  dob: null,
  metadata: { source: 'shopify', store: 'default' },
});

/** The moment of an update on a day of November 2026. */
export const at = (day: number) => ({ at: Date.UTC(2026, 10, day), tie: null, kind: 'updated' }) as const;

/** What a delivery of the first of November left in the ledger, as far as `own` does not differ. */
export const snapshot = (own: Partial<KeptSnapshot> = {}): KeptSnapshot => ({
  delivery: 'd1',
  order: at(1),
  customer: draft('First'),
  statements: {},
  dated: true,
  ...own,
});
