import type { HeldCustomer } from '../masivo/answer';
import type { CustomerChanges, CustomerDraft } from '../masivo/customer';

type Members = Readonly<Record<string, unknown>>;

/**
 * What has to change for Masivo to show `target`, or null. Pure.
 *
 * @param told every draft that Masivo was told before, or may have been. Only what stands in one of them is taken
 *   back: a field the store never had (null) does not wipe what somebody else wrote in Masivo.
 *
 * Of Masivo's own fields, PATCH takes the tags, and neither phone nor country.
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
    ...changeOf(
      'metadata',
      target.metadata,
      shown.metadata,
      told.map(({ metadata }) => metadata),
    ),
    ...(target.tags
      ? changeOf(
          'tags',
          target.tags,
          shown.tags ?? {},
          told.map(({ tags = {} }) => tags),
        )
      : {}),
  };
  return Object.keys(changes).length === 0 ? null : changes;
}

function differs<T>(target: T | null, shown: T | null, told: readonly (T | null)[]): boolean {
  return target === null ? shown !== null && told.includes(shown) : target !== shown;
}

/** Whether these can only be made after a look at what Masivo shows: they replace, or take back. */
export function needLook({ metadata, tags, gender, dob }: CustomerChanges): boolean {
  return metadata !== undefined || tags !== undefined || gender === null || dob === null;
}

/** Masivo may write the same instant otherwise (`Z`, `.000Z`, `+00:00`). */
function instantOf(dob: string | null): number | null {
  const time = dob === null ? Number.NaN : Date.parse(dob);
  return Number.isNaN(time) ? null : time;
}

/** PATCH replaces metadata and tags as a whole, so what others put there is sent back with ours. */
function changeOf(
  member: 'metadata' | 'tags',
  target: Members,
  shown: Members,
  told: readonly Members[],
): Pick<CustomerChanges, 'metadata' | 'tags'> {
  const dropped = Object.keys(shown).filter(
    (key) => !Object.hasOwn(target, key) && told.some((draft) => draft[key] === shown[key]),
  );
  const changed = Object.keys(target).some((key) => target[key] !== shown[key]);
  if (!changed && dropped.length === 0) return {};
  const kept = Object.entries(shown).filter(([key]) => !dropped.includes(key));
  return { [member]: { ...Object.fromEntries(kept), ...target } };
}
