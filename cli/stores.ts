import { closest } from '../infra/config/closest';
import { type Settings, type StoreSettings, storeOf } from '../lambda/settings';
import { parseStoreKey, storeKey } from '../lambda/store-name';
import { CommandError } from './exit';

/**
 * The selected store: `store` as `source/store`, or the store's own name with its source. Without `store`, the
 * source's only one.
 * @throws CommandError where the environment has no such store, or several.
 */
export function chosenStore(
  settings: Settings,
  given: { readonly source?: string | undefined; readonly store?: string | undefined },
): StoreSettings {
  const known = settings.stores.map(storeKey);
  const fix = `The environment ${settings.environment} has ${known.join(', ')}.`;
  const { source, store } = split(given);
  if (source !== undefined && store !== undefined) {
    const found = storeOf(settings, source, store);
    if (found) return found;
    const key = storeKey({ source, store });
    throw new CommandError('usage', `There is no store ${key}.`, fix + meant(key, known));
  }
  const fitting = settings.stores.filter(
    (each) => each.source === (source ?? each.source) && each.store === (store ?? each.store),
  );
  const [only, another] = fitting;
  if (only && !another) return only;
  const what = [source, store].filter((part) => part !== undefined).join(' ') || 'The store';
  throw new CommandError(
    'usage',
    only
      ? `${what} may be any of ${fitting.map(storeKey).join(', ')}: name it as source/store with --store.`
      : `There is no ${what}.`,
    only ? undefined : fix + meant(what, [...known, ...settings.stores.flatMap(namesOf)]),
  );
}

const namesOf = ({ source, store }: StoreSettings) => [source, store];

function meant(given: string, known: readonly string[]): string {
  const near = closest(given, known);
  return near === undefined ? '' : ` Did you mean ${near}?`;
}

/** `--store source/store` names the source, too. @throws CommandError where `--source` names another. */
export function split(given: { readonly source?: string | undefined; readonly store?: string | undefined }): {
  readonly source?: string;
  readonly store?: string;
} {
  const named = given.store === undefined ? undefined : parseStoreKey(given.store);
  const source = named?.source ?? given.source;
  const store = named?.store ?? given.store;
  if (given.source !== undefined && source !== given.source) {
    throw new CommandError('usage', `--store ${given.store} is none of the source ${given.source}.`);
  }
  return { ...(source === undefined ? {} : { source }), ...(store === undefined ? {} : { store }) };
}
