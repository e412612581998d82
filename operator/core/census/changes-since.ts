import { consentToRecord } from '../../../lambda/delivery/consent-to-record';
import type { KeptSnapshot } from '../../../lambda/delivery/customer-state';
import { merged } from '../../../lambda/delivery/merge';
import { draftToShow } from '../../../lambda/delivery/told-drafts';
import { withOwnFields } from '../../../lambda/masivo/own-fields';
import type { StoreSettings } from '../../../lambda/settings';
import { compareOrder } from '../../../lambda/sources/order';
import { changedFields } from '../customer-fields';

/**
 * The fields, and purposes of consent, of which a store's record tells what the newest snapshot kept does not have yet:
 * an event of it would change them. Names alone. Pure.
 */
export function changesSince(
  newest: KeptSnapshot,
  record: KeptSnapshot,
  store: StoreSettings,
): readonly string[] {
  const isOlder = !newest.only && compareOrder(record.order, newest.order) < 0;
  const target = asJson(isOlder ? merged(newest, record) : merged(record, newest));
  const before = new Map(purposesOf(newest, store));
  return [
    ...changedFields(shown(newest, store), shown(target, store)),
    ...purposesOf(target, store)
      .filter(([purpose, granted]) => before.get(purpose) !== granted)
      .map(([purpose]) => `consent.${purpose}`),
  ];
}

/** What Masivo is to show of it. The day of a creation never changes there. */
function shown(snapshot: KeptSnapshot, store: StoreSettings): Readonly<Record<string, unknown>> {
  const { registration_date: _, ...draft } = withOwnFields(draftToShow(snapshot), store);
  return draft;
}

/** What a record of consent would say, whatever Masivo was told before. */
const purposesOf = (snapshot: KeptSnapshot, store: StoreSettings): readonly [string, boolean][] =>
  Object.entries(consentToRecord(store, snapshot, null, { must: true })?.purposes ?? {});

/** As the ledger has it. */
const asJson = (snapshot: KeptSnapshot): KeptSnapshot => JSON.parse(JSON.stringify(snapshot));
