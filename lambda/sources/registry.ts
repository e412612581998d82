import * as registered from './registered';
import type { Source } from './source';

/** Every source the bridge knows, by its name. */
export const sources: ReadonlyMap<string, Source> = new Map(
  Object.values(registered).map((source) => [source.name, source]),
);
