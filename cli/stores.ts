import { closest } from '../infra/config/closest';
import { type Settings, type StoreSettings, storeOf } from '../lambda/settings';
import { parseStoreKey, type StoreName, storeKey } from '../lambda/store-name';
import { CommandError } from './exit';

/** How a command was told which store is meant; each may be `source/store`. */
export interface StoreGiven {
  readonly source?: string | undefined;
  /** The argument behind the source. */
  readonly name?: string | undefined;
  /** `--store` */
  readonly store?: string | undefined;
}

/**
 * The selected store: as `source/store`, or by its own name with its source. Without a name, the source's only one.
 * @throws CommandError where the environment has no such store, or several.
 */
export function chosenStore(settings: Settings, given: StoreGiven): StoreSettings {
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

/** `source/store` names both, wherever it stands. @throws CommandError where two of what was given differ. */
export function split({ source: first, name, store: option }: StoreGiven): {
  readonly source?: string;
  readonly store?: string;
} {
  const bySource = first === undefined ? {} : (parseStoreKey(first) ?? { source: first });
  const [byName, byOption] = [name, option].map((text) =>
    text === undefined ? {} : (parseStoreKey(text) ?? { store: text }),
  );
  const parts: readonly Partial<StoreName>[] = [bySource, { ...byName }, { ...byOption }];
  const sources = distinct(parts.map(({ source }) => source));
  const stores = distinct(parts.map(({ store }) => store));
  const [source, otherSource] = sources;
  const [store, otherStore] = stores;
  if (source !== undefined && otherSource !== undefined) {
    const given = option?.includes('/') ? `--store ${option}` : name;
    throw new CommandError('usage', `${given} is none of the source ${source}.`);
  }
  if (otherStore !== undefined) {
    throw new CommandError('usage', `${store} and ${otherStore} are given as the store: name one.`);
  }
  return { ...(source === undefined ? {} : { source }), ...(store === undefined ? {} : { store }) };
}

const distinct = (texts: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(texts.filter((text) => text !== undefined)),
];
