import type { OwnField, StoreSettings } from '../settings';
import { type CustomerDraft, longestCountry, longestPhone } from './customer';

/**
 * A draft as Masivo is to have it: what the store's mapping puts into fields of Masivo's own stands there, and in the
 * metadata only where the mapping asks for it there, too. The ledger keeps drafts with all of it in the metadata.
 * What is longer than Masivo's field costs that field, not the signup. Pure.
 */
export function withOwnFields(
  draft: CustomerDraft,
  { mapping }: Pick<StoreSettings, 'mapping'>,
): CustomerDraft {
  const { fields = [], extras = [] } = mapping;
  if (fields.length === 0) return draft;
  const { phone, country, tags } = draft.metadata;
  const isOnlyOwn = (key: string) =>
    fields.some((field) => field === key) && !extras.some((extra) => extra === key);
  const metadata = Object.entries(draft.metadata).filter(([key]) => !isOnlyOwn(key));
  const asks = (field: OwnField) => fields.includes(field);
  return {
    ...draft,
    metadata: Object.fromEntries(metadata),
    ...(asks('phone') && fits(phone, longestPhone) ? { phone } : {}),
    ...(asks('country') && fits(country, longestCountry) ? { country } : {}),
    ...(asks('tags') ? { tags: tagsIn(tags ?? '') } : {}),
  };
}

const fits = (text: string | undefined, longest: number): text is string =>
  text !== undefined && text.length <= longest;

/** Stores keep a list, separated by commas; Masivo keeps an object: `vip, new` becomes `{ "vip": true, "new": true }`. */
function tagsIn(list: string): Record<string, true> {
  const names = list.split(',').map((name) => name.trim());
  return Object.fromEntries(names.filter((name) => name !== '').map((name) => [name, true]));
}
