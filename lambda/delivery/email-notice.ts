import type { Reason } from '../reasons/reason';
import type { KeptSnapshot } from './customer-state';

/**
 * PATCH has no e-mail, so a later e-mail of the store cannot reach Masivo: the operator has to know. An event that
 * says nothing of the e-mail is no occasion.
 */
export function emailNotice(
  target: KeptSnapshot,
  mine: KeptSnapshot,
  emailInMasivo: string | null,
): Reason | null {
  if (mine.only || mine.asOf?.email === null || emailInMasivo === null) return null;
  return target.customer.email !== emailInMasivo ? { code: 'email-differs' } : null;
}
