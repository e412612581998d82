import * as v from 'valibot';

const Block = v.object({
  /** `down`: no or failing answers; `throttled`: 429; `denied`: our credentials are refused. */
  why: v.picklist(['down', 'throttled', 'denied']),
  /** Nobody attempts anything before, epoch ms; afterwards one worker probes. */
  until: v.number(),
  /** How many probes in a row found it still so. */
  level: v.number(),
});
export type Block = v.InferOutput<typeof Block>;

/** What all workers share about the way to Masivo: one small item, read once per batch. */
export const TrafficItem = v.object({
  // What a newer version wrote here is read as far as it is understood: nothing that lasts rests on it.
  block: v.fallback(v.optional(Block), undefined),
  /** What the operator has paused: `*`, or stores as `source/store`. */
  paused: v.optional(v.array(v.string()), []),
});
export type TrafficItem = v.InferOutput<typeof TrafficItem>;

/** Moments that are wanted of a timetable that all workers share. */
export interface Reservation {
  readonly name: string;
  readonly moments: number;
  /** From one moment to the next. */
  readonly intervalMs: number;
  /** Epoch ms: no moment is before it. */
  readonly now: number;
  /** Epoch ms: nothing is reserved if the first moment would be after it. */
  readonly latest: number;
}

export type Reserved =
  /** The first of the moments in epoch ms; the others follow at the interval. */
  | { readonly kind: 'reserved'; readonly first: number }
  /** Nothing is reserved: the next moment that nobody has, in epoch ms, is after `latest`. */
  | { readonly kind: 'too-late'; readonly nextFree: number };

export interface SharedItems {
  traffic(): Promise<TrafficItem>;
  /** Sets the block, or lifts it, unless somebody changed it since it read `seen`. @returns whether it was set. */
  setBlock(block: Block | null, seen: Block | undefined): Promise<boolean>;
  /**
   * Takes up to `want` of the `limit` that all workers share under this name; a negative `want` gives back.
   * @param expiresAt when the count may be forgotten.
   * @returns how many were granted.
   */
  take(name: string, want: number, limit: number, expiresAt: Date): Promise<number>;
  /** Reserves moments that nobody else has: from the next free one of this timetable, or from now. */
  reserve(reservation: Reservation): Promise<Reserved>;
}
