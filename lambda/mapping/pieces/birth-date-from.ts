import { birthDate, cleanText } from '../../sources/values';
import type { CustomerMapping } from '../customer-mapping';
import { declaredPiece } from './declared';

/**
 * The birthday from the first of these values that is a date (a metafield as `namespace.key`, a key of metadata, or a
 * member), for shops that have kept it in several places. Where the body says nothing of any, or has a text that is no
 * date, Masivo keeps the one that it has.
 */
export const birthDateFrom = (...names: readonly string[]): CustomerMapping =>
  declaredPiece('birthDateFrom', { values: names }, ({ details }, customer) => {
    const told = names.map((name) => details.value(name));
    const dob = told.map(birthDate).find((date) => date !== null);
    if (dob !== undefined) return { ...customer, dob };
    const isNone = told.every((value) => value !== undefined && cleanText(value) === null);
    return { ...customer, dob: isNone ? null : undefined };
  });
