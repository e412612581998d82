import type { StatedConsent } from '../masivo/consent';
import { customerDraft, draftFields, type Mapped } from '../masivo/customer';
import type { StoreSettings } from '../settings';
import type { Snapshot } from './source';

/** What comes of a snapshot that tells nothing of the shopper but consent statements, or that it was deleted. */
export const consentOnly = (
  { customer, registeredAt }: Snapshot,
  { source, store }: StoreSettings,
  consent: StatedConsent,
): Mapped =>
  customerDraft({
    id: customer,
    name: null,
    email: null,
    registeredAt,
    gender: null,
    dob: null,
    tierId: null,
    source,
    store,
    extras: [],
    values: { phone: null, country: null, locale: null, note: null, tags: null },
    consent,
    silent: draftFields,
  });
