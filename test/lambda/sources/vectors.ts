import { sources } from '../../../lambda/sources/registry';
import type { SourceVectors } from './vector';

function vectorsIn(name: string): SourceVectors {
  const module: { readonly vectors: SourceVectors } = require(`./${name}/vectors`);
  return module.vectors;
}

/** Of every registered source; one without fails here. */
export const vectors: ReadonlyMap<string, SourceVectors> = new Map(
  [...sources.keys()].map((name) => [name, vectorsIn(name)]),
);
