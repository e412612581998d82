import type { Customer, MigratedCustomer, NewCustomer } from './model';
import { ENTRY_TIER } from './wallet';

/** Fills in what Masivo fills in; fields of a migration that Masivo's customer does not show stay out. */
export function filledCustomer(body: NewCustomer | MigratedCustomer): Customer {
  const given: NewCustomer = body;
  return {
    id: given.id,
    status: given.status ?? 'ACTIVE',
    name: given.name,
    email: given.email,
    gender: given.gender ?? null,
    dob: given.dob ?? null,
    registration_date: given.registration_date,
    tier_id: given.tier_id ?? ENTRY_TIER,
    metrics: given.metrics ?? {},
    metadata: given.metadata ?? {},
    ...ownFields(given),
  };
}

const ownFields = ({ phone, country, tags }: NewCustomer): Pick<Customer, 'phone' | 'country' | 'tags'> => ({
  ...(phone === undefined ? {} : { phone }),
  ...(country === undefined ? {} : { country }),
  ...(tags === undefined ? {} : { tags }),
});
