/** Where a mapping applies: at one source, or one store. */
export interface Place {
  readonly source?: string;
  readonly store?: string;
}

/** What a mapping reads of `event.details` that not every vendor sends, or not unless it is asked for it. */
export interface Reads {
  readonly tags?: true;
  readonly company?: true;
  /** Any of these values: a metafield as `namespace.key`, a key of metadata, or a member. */
  readonly values?: readonly string[];
  /** It gives customers IDs of their own in Masivo, which a store's settings have to allow. */
  readonly ownIds?: true;
}

/**
 * What a piece reads, and where. It is compared with each store's settings before a deployment
 * (infra/config/mapping-needs.ts): a store that is not asked for a tag never has one, and nothing would say so.
 */
export interface Declaration {
  /** As it is written in `mapping.ts`. */
  readonly piece: string;
  readonly reads: Reads;
  /** It applies where all of them do. */
  readonly places: readonly Place[];
}
