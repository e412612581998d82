import * as registered from './registered';
import type { SourceIngress } from './source';

/**
 * Every source that `receive` takes webhooks of, by its name. A store waits for what `receive` loads, so its bundle
 * carries no more of a source than this.
 */
export const ingressSources: ReadonlyMap<string, SourceIngress> = new Map(
  Object.values(registered).map((source) => [source.name, source]),
);
