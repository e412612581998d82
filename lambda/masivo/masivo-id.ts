import * as v from 'valibot';

/**
 * A customer's ID in Masivo. The ID in the store is another one wherever the environment's mapping says so: which one
 * counts, `masivoIdOf` (delivery/masivo-id.ts) knows, and the type tells one from the other.
 */
export const MasivoId = v.pipe(v.string(), v.brand('MasivoId'));
export type MasivoId = v.InferOutput<typeof MasivoId>;

/** A text that is known to be an ID in Masivo. */
export const asMasivoId = (id: string): MasivoId => v.parse(MasivoId, id);
