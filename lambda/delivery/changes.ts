import type { HeldCustomer } from '../masivo/answer';
import type { CustomerChanges, CustomerDraft } from '../masivo/customer';

type Metadata = Readonly<Record<string, unknown>>;

/**
 * What has to change for Masivo to show `target`, or null. Pure.
 *
 * @param told every draft that Masivo was told before, or may have been. Only what stands in one of them is taken
 *   back: a field the store never had (null) does not wipe what somebody else wrote in Masivo.
 */
export function changesTo(
  target: CustomerDraft,
  shown: HeldCustomer | CustomerDraft,
  told: readonly CustomerDraft[],
): CustomerChanges | null {
  const changes: CustomerChanges = {
    ...(target.name !== null && target.name !== shown.name ? { name: target.name } : {}),
    ...(differs(
      target.gender,
      shown.gender,
      told.map(({ gender }) => gender),
    )
      ? { gender: target.gender }
      : {}),
    ...(differs(
      instantOf(target.dob),
      instantOf(shown.dob),
      told.map(({ dob }) => instantOf(dob)),
    )
      ? { dob: target.dob }
      : {}),
    ...metadataChange(
      target.metadata,
      shown.metadata,
      told.map(({ metadata }) => metadata),
    ),
  };
  return Object.keys(changes).length === 0 ? null : changes;
}

function differs<T>(target: T | null, shown: T | null, told: readonly (T | null)[]): boolean {
  return target === null ? shown !== null && told.includes(shown) : target !== shown;
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
  told: readonly Metadata[],
): Pick<CustomerChanges, 'metadata'> {
  const dropped = Object.keys(shown).filter(
    (key) => !Object.hasOwn(target, key) && told.some((draft) => draft[key] === shown[key]),
  );
  const changed = Object.keys(target).some((key) => target[key] !== shown[key]);
  if (!changed && dropped.length === 0) return {};
  const kept = Object.entries(shown).filter(([key]) => !dropped.includes(key));
  return { metadata: { ...Object.fromEntries(kept), ...target } };
}
