import type { TaskKind } from '../../../lambda/ledger/task';
import { storeKey } from '../../../lambda/store-name';

/** What is to be done for a task. */
export const taskTexts: Readonly<Record<TaskKind, string>> = {
  'data-request': 'export what is held on the customer, and hand it to the store owner',
  'shop-redact':
    'ask the merchant: the app may only have been replaced; then erase the shop, or end the task',
  'masivo-erasure': "in Masivo's dashboard: Customers, search for the ID, delete the customer",
};

/** What a task is about. */
export const taskAbout = ({
  source,
  store,
  customer,
  kind,
}: {
  readonly source: string;
  readonly store: string;
  readonly customer: string | null;
  readonly kind: TaskKind;
}): string => {
  // An ID in Masivo is no ID in the store, which commands would take in that form.
  if (kind === 'masivo-erasure' && customer !== null)
    return `ID ${customer} in Masivo (${storeKey({ source, store })})`;
  const about = customer ?? (kind === 'data-request' ? '(an e-mail that the ledger does not know)' : '');
  return [source, store, about].filter(Boolean).join('/');
};
