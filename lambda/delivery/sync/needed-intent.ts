import type { Plans } from '../intent';

import type { SyncInput } from './situation';
import type { Step } from './step';
import { owesStatement } from './uncertainty';

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
    case 'see-missing':
    case 'look-for-erasure':
    case 'link':
    case 'look-for-carrier':
    case 'carry':
    case 'found-elsewhere':
    case 'found-gone':
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
