import * as v from 'valibot';
import { defaultStore, parseStoreKey, type StoreName, storeKey } from '../../lambda/store-name';
import { StartError } from '../start-error';

const Store = v.object({
  source: v.string(),
  store: v.string(),
  vendorAccount: v.string(),
  mode: v.picklist(['live', 'test', 'any']),
});
/** What a sample signup has to know of a store of the running bridge. */
export type SendingStore = v.InferOutput<typeof Store>;

/** What the console's API says of the running bridge, as far as it is of use here. */
export const AboutBridge = v.object({
  local: v.object({
    stores: v.array(Store),
    /** Where the local vendors are, by source. */
    vendorUrls: v.record(v.string(), v.string()),
  }),
});

/**
 * The store that is named, by its own name or as `source/store`, or else the source's default store or its only one.
 * @throws StartError where the running bridge has no such store, or several
 */
export function chosenStore(
  stores: readonly SendingStore[],
  source: string,
  given: string | undefined,
): SendingStore {
  const key = given === undefined ? undefined : parseStoreKey(given);
  if (key && key.source !== source) throw new StartError(`--store ${given} is none of the source ${source}.`);
  const name = key?.store ?? given;
  const ofSource = stores.filter((each) => each.source === source);
  const found = ofSource.find(({ store }) => store === (name ?? defaultStore));
  const [only, another] = ofSource;
  if (found) return found;
  if (name === undefined && only && !another) return only;
  const known = stores.map(storeKey).join(', ');
  throw new StartError(
    name === undefined && another
      ? `${source} has several stores: name one with --store. The running bridge has ${known}.`
      : `There is no store ${storeKey({ source, store: name ?? defaultStore })}. The running bridge has ${known}.`,
  );
}

/** What brings over a shopper of whom the bridge was not told. It names the store where the source has another one. */
export function reconcileCommand(stores: readonly StoreName[], { source, store }: StoreName): string {
  const command = `npm run bridge -- reconcile ${source}`;
  return stores.some((each) => each.source === source && each.store !== store)
    ? `${command} --store ${store}`
    : command;
}
