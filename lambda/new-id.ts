import { randomBytes } from 'node:crypto';

/** Twelve characters, of which a ledger item may hold dozens; among a customer's attempts no two are the same. */
export const newId = () => randomBytes(9).toString('base64url');
