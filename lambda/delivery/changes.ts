import type { HeldCustomer } from '../masivo/answer';
import type { CustomerChanges, CustomerDraft } from '../masivo/customer';

type Metadata = Readonly<Record<string, unknown>>;

/**
 * What has to change for Masivo to show `target`, or null. Pure.
 *
 * @param previous what we had sent before, where that is known. Only what we had said ourselves is taken back:
 *   a field the store never had (null) does not wipe what somebody else wrote in Masivo.
 */
export function changesTo(
  target: CustomerDraft,
  shown: HeldCustomer | CustomerDraft,
  previous: CustomerDraft | null,
): CustomerChanges | null {
  const changes: CustomerChanges = {
    ...(target.name !== null && target.name !== shown.name ? { name: target.name } : {}),
    ...(differs(target.gender, shown.gender, previous?.gender) ? { gender: target.gender } : {}),
    ...(differs(instantOf(target.dob), instantOf(shown.dob), previous?.dob) ? { dob: target.dob } : {}),
    ...metadataChange(target.metadata, shown.metadata, previous?.metadata ?? {}),
  };
  return Object.keys(changes).length === 0 ? null : changes;
}

function differs<T>(target: T | null, shown: T | null, previous: unknown): boolean {
  return target === null ? shown !== null && previous != null : target !== shown;
}

/** Masivo may write the same instant otherwise (`Z`, `.000Z`, `+00:00`). */
function instantOf(dob: string | null): number | null {
  const time = dob === null ? Number.NaN : Date.parse(dob);
  return Number.isNaN(time) ? null : time;
}

/** PATCH replaces metadata as a whole, so what others put there is sent back with ours. */
function metadataChange(
  target: CustomerDraft['metadata'],
  shown: Metadata,
  previous: Metadata,
): Pick<CustomerChanges, 'metadata'> {
  const dropped = Object.keys(previous).filter(
    (key) => !Object.hasOwn(target, key) && Object.hasOwn(shown, key),
  );
  const changed = Object.keys(target).some((key) => target[key] !== shown[key]);
  if (!changed && dropped.length === 0) return {};
  const kept = Object.entries(shown).filter(([key]) => !dropped.includes(key));
  return { metadata: { ...Object.fromEntries(kept), ...target } };
}
