import * as v from 'valibot';
import { declaredBy, type StoredMapping } from '../../lambda/mapping/compiled-mapping';
import type { NamedStore } from './config';

/** As lambda/mapping/declaration.ts has it: what comes from a client's file is read by a schema. */
const Place = v.object({ source: v.optional(v.string()), store: v.optional(v.string()) });
export type Place = v.InferOutput<typeof Place>;

const Declaration = v.object({
  piece: v.string(),
  reads: v.object({
    tags: v.optional(v.literal(true)),
    company: v.optional(v.literal(true)),
    values: v.optional(v.array(v.string())),
    ownIds: v.optional(v.literal(true)),
  }),
  places: v.array(Place),
});
export type Declaration = v.InferOutput<typeof Declaration>;

/** What the pieces of a mapping declare; nothing where its default export is a function of another kind. */
export function declarationsOf(mapping: StoredMapping): readonly Declaration[] {
  const declared = v.safeParse(v.array(Declaration), declaredBy(mapping));
  return declared.success ? declared.output : [];
}

export const isAt = (places: readonly Place[], { source, store }: Pick<NamedStore, 'source' | 'store'>) =>
  places.every((place) => (place.source ?? source) === source && (place.store ?? store) === store);
