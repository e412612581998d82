import type { CustomerName } from '../../ledger/table';
import type { HeldCustomer, MasivoCustomer } from '../../masivo/answer';
import type { Masivo } from '../../masivo/client';
import { noPurposes, samePurposes } from '../../masivo/consent';
import { type CustomerChanges, nameOfErased } from '../../masivo/customer';
import type { MasivoId } from '../../masivo/masivo-id';
import type { Reason } from '../../reasons/reason';
import { type Call, verdictOn } from '../../retry/retry-policy';
import { emailShown } from '../sync/confirmed';
import { isOfAnother, isOfSameIdInStore } from '../sync/meaning';

/** What Masivo has of a customer who is being erased. */
export type Emptied =
  /** It was asked after everything else, and shows nobody, or nothing that its API can empty. */
  | { readonly kind: 'nobody' }
  | { readonly kind: 'empty'; readonly email: string | null }
  /** This attempt has changed something, or Masivo did not answer: it is asked again. */
  | {
      readonly kind: 'again';
      readonly reason: Reason;
      readonly email: string | null;
      readonly afterMs?: number;
      /** A request of this attempt may still land. */
      readonly isLost: boolean;
    }
  | { readonly kind: 'refused'; readonly reason: Reason; readonly email: string | null };

/** Whom to empty, and by which ID Masivo has it. */
export interface ToEmpty {
  readonly name: CustomerName;
  readonly id: MasivoId;
  /** Who is under this ID is this person, unless Masivo shows another one's metadata. */
  readonly isCertain: boolean;
  /** Masivo may have this person under this ID; else another one may have come by it since it was fixed. */
  readonly wasBrought: boolean;
}

/**
 * Empties a customer as far as Masivo's API can: name, gender, date of birth, metadata, tags and all purposes of its
 * consent. E-mail, phone, status and wallet are beyond it (page "Update a customer").
 */
export async function emptyInMasivo(
  { name, id, isCertain, wasBrought }: ToEmpty,
  consent: { readonly version: string; readonly at: number },
  masivo: Masivo,
): Promise<Emptied> {
  const held = await masivo.find(id);
  if (held.kind !== 'ok') return failed('find', held, null);
  const shown = held.value;
  if (!shown || isOfAnother(shown, name)) return { kind: 'nobody' };
  if (!isCertain && !isMarkedAs(shown, name)) return { kind: 'nobody' };
  if (!wasBrought && isOfSameIdInStore(shown, name)) return { kind: 'nobody' };
  const email = emailShown(shown);
  const again = (reason: Reason, isLost: boolean): Emptied => ({ kind: 'again', reason, email, isLost });

  const changes = toEmpty(shown.customer);
  // What an answer leaves out nobody can look for afterwards: it is emptied each time.
  const unseen = shown.hidesMetadata ? { metadata: {} } : null;
  if (changes || unseen) {
    const changed = await masivo.change(id, { ...changes, ...unseen });
    if (changed.kind !== 'ok') return failed('change', changed, email);
  }
  if (!shown.purposes || !samePurposes(shown.purposes, noPurposes)) {
    const recorded = await masivo.recordConsent(id, {
      version: consent.version,
      consent_timestamp: new Date(consent.at).toISOString(),
      purposes: noPurposes,
    });
    if (recorded.kind !== 'ok') return failed('consent', recorded, email);
  }
  return changes ? again({ code: 'erasing' }, false) : { kind: 'empty', email };
}

/** Masivo shows that the bridge has brought this very customer. */
const isMarkedAs = ({ customer: { id, metadata } }: MasivoCustomer, name: CustomerName): boolean =>
  metadata?.source === name.source && metadata?.store === name.store && id === name.customer;

/** Null where nothing is left that the API can empty. */
function toEmpty({ name, gender, dob, metadata, tags }: HeldCustomer): CustomerChanges | null {
  const changes: CustomerChanges = {
    ...(name === nameOfErased ? {} : { name: nameOfErased }),
    ...(gender === null ? {} : { gender: null }),
    ...(dob === null ? {} : { dob: null }),
    ...(isEmpty(metadata) ? {} : { metadata: {} }),
    ...(isEmpty(tags) ? {} : { tags: {} }),
  };
  return isEmpty(changes) ? null : changes;
}

const isEmpty = (members: object | null | undefined): boolean => Object.keys(members ?? {}).length === 0;

function failed(call: Call, failure: Parameters<typeof verdictOn>[1], email: string | null): Emptied {
  const verdict = verdictOn(call, failure);
  switch (verdict.kind) {
    case 'refuse':
      return { kind: 'refused', reason: verdict.reason, email };
    case 'ask':
      return {
        kind: 'again',
        reason: { code: 'outcome-unclear' },
        email,
        isLost: verdict.landed === 'maybe',
      };
    case 'retry': {
      const wait = verdict.afterMs === undefined ? {} : { afterMs: verdict.afterMs };
      const isLost = call !== 'find' && verdict.landed === 'maybe';
      return { kind: 'again', reason: verdict.reason, email, isLost, ...wait };
    }
    default:
      return verdict satisfies never;
  }
}
