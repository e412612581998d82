import { consentToRecord } from '../consent-to-record';
import { recordedConsent } from '../customer-state';
import type { Plans } from '../intent';
import type { Step } from './next-step';
import type { SyncInput } from './sync-input';

/** What a step may do to Masivo, and so has to be claimed before; undefined where it changes nothing there. Pure. */
export function needs(step: Step, input: SyncInput): Plans | undefined {
  const consentDue = owesStatement(input);
  switch (step.do) {
    case 'count-creation':
    case 'create':
      // A consent record follows a creation.
      return { creates: true, overwrites: input.store.consent !== 'off', consentDue };
    case 'migrate':
      return { creates: false, overwrites: false, migrates: true, consentDue };
    case 'change':
    case 'record-consent':
      return { creates: false, overwrites: true, consentDue };
    case 'find':
    case 'count-missing':
    case 'link':
    case 'found-elsewhere':
    case 'not-owner':
    case 'end':
      return undefined;
    default:
      return step satisfies never;
  }
}

/** Whether what is claimed already allows this, too. */
export const covers = (claimed: Plans, needed: Plans): boolean =>
  (claimed.creates || !needed.creates) &&
  (claimed.overwrites || !needed.overwrites) &&
  (claimed.migrates === true || needed.migrates !== true);

/** The target has a new consent statement that calls for a record. */
export function owesStatement({ newStatement, store, target, state }: SyncInput): boolean {
  return newStatement && consentToRecord(store, target, recordedConsent(state)) !== null;
}
