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
