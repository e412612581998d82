import type { Parsed, Snapshot } from './source';

type Told = Required<Pick<Snapshot, 'customer' | 'only'>> &
  Partial<Pick<Snapshot, 'fields' | 'toldAt' | 'mergedInto'>>;

/**
 * What an event says that tells one thing of a customer and nothing else, not even when it was created.
 * @param at when it happened, epoch milliseconds
 * @param tie a finer clock, as {@link Snapshot}'s order has it
 */
export const tellsOnly = (told: Told, at: number, tie: number | null = null): Parsed => ({
  kind: 'snapshot',
  snapshot: {
    fields: undefined,
    ...told,
    kind: 'updated',
    order: { at, tie, kind: 'updated' },
    registeredAt: new Date(at),
    dated: false,
  },
});
