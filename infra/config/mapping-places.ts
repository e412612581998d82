import { profiles } from '../../lambda/sources/profiles';
import { storeKey } from '../../lambda/store-name';
import { closest } from './closest';
import type { NamedStore } from './config';
import { at, type Mistake } from './config-error';
import { type Declaration, isAt, type Place } from './mapping-declarations';

/** `onlyAt` for a place where no environment of the folder has a store. */
export function misplaced(declarations: readonly Declaration[], stores: readonly NamedStore[]): Mistake[] {
  return declarations.flatMap(({ piece, places }) => {
    if (piece !== 'onlyAt' || stores.some((store) => isAt(places, store))) return [];
    const wrong = places.flatMap((place) => nowhere(place, stores));
    if (wrong.length > 0) return wrong;
    // Each of them is a place, and they exclude each other.
    return [at(piece, `${places.map(textOf).join(' inside ')} applies nowhere`)];
  });
}

function nowhere(place: Place, stores: readonly NamedStore[]): Mistake[] {
  const { source, store } = place;
  if (stores.some((each) => isAt([place], each))) return [];
  const what = (name: string) => `no environment of this folder has ${name}`;
  const sources = [...new Set(stores.map((each) => each.source))];
  if (source !== undefined && !sources.includes(source)) {
    const wrong = profiles.has(source) ? what(`a store of the source ${source}`) : `${source} is no source`;
    return [at('onlyAt', wrong, closest(source, sources))];
  }
  const there = stores.filter((each) => isAt(source === undefined ? [] : [{ source }], each));
  const names = there.map((each) => each.store);
  if (store === undefined) return [];
  const name = source === undefined ? `a store ${store}` : `the store ${storeKey({ source, store })}`;
  return [at('onlyAt', what(name), closest(store, names))];
}

const textOf = (place: Place) => JSON.stringify(place);
