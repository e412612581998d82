import type { Expected } from './expected';
import { type Kept, linkedOf } from './kept';
import type { Found } from './violations';

/** Whom the store has merged into another, and Masivo has: it shows a state that it once had. Pure. */
export function checkMerged(expected: Expected, customer: Kept, found: Found): void {
  const { id } = expected.shopper;
  const { name, email, purposes } = customer;
  if (!expected.versions.some((version) => version.name === name)) found.wrong.push(`${id}: ${name}`);
  if (email !== expected.email) found.wrong.push(`${id}: e-mail`);
  if (linkedOf(customer).length > 0) found.wrong.push(`${id}: linked`);
  if (!purposes || (purposes.email_marketing !== false && !expected.everAllowed))
    found['marketable without consent'].push(id);
}
