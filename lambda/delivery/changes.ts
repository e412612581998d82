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
    ...(differs(target.gender, shown.gender, previous?.gender ?? null) ? { gender: target.gender } : {}),
    ...(differs(instantOf(target.dob), instantOf(shown.dob), instantOf(previous?.dob ?? null))
      ? { dob: target.dob }
      : {}),
    ...metadataChange(target.metadata, shown.metadata, previous?.metadata ?? {}),
  };
  return Object.keys(changes).length === 0 ? null : changes;
}

function differs<T>(target: T | null, shown: T | null, previous: T | null): boolean {
  return target === null ? shown !== null && shown === previous : target !== shown;
}

/** Whether these can only be made after a look at what Masivo shows: they replace, or take back. */
export function needLook({ metadata, gender, dob }: CustomerChanges): boolean {
  return metadata !== undefined || gender === null || dob === null;
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
    (key) => !Object.hasOwn(target, key) && shown[key] === previous[key],
  );
  const changed = Object.keys(target).some((key) => target[key] !== shown[key]);
  if (!changed && dropped.length === 0) return {};
  const kept = Object.entries(shown).filter(([key]) => !dropped.includes(key));
  return { metadata: { ...Object.fromEntries(kept), ...target } };
}
