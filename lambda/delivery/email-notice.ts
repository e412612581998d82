import type { Reason } from '../reasons/reason';
import type { KeptSnapshot } from './customer-state';

/** PATCH has no e-mail, so a later e-mail of the store cannot reach Masivo: the operator has to know. */
export function emailNotice(target: KeptSnapshot, emailInMasivo: string | null): Reason | null {
  return emailInMasivo !== null && target.customer.email !== emailInMasivo ? { code: 'email-differs' } : null;
}
