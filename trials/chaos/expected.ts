import type { Decision, Happened } from './happened';
import { allowsMarketing, statementsOf } from './newest-statement';
import type { Shopper, Version } from './shopper';

/** What the story alone says of a shopper, in Masivo's terms. */
export interface Expected {
  readonly shopper: Shopper;
  /** Those that were acknowledged, the newest last. */
  readonly versions: readonly Version[];
  readonly newest: Version | undefined;
  readonly email: string | null;
  /** As the newest version has it whose body says anything of it. */
  readonly birthDate: string | null;
  readonly emailMarketing: boolean;
  /**
   * Two versions of one second state otherwise. Which is the later one is known only of two that nothing came between:
   * else the no counts.
   */
  readonly mayBeDenied: boolean;
  /** Anything that it stated itself allows it. */
  readonly everAllowed: boolean;
  readonly isDeletedInStore: boolean;
  /** By the store, into another. */
  readonly isMerged: boolean;
  /** Who was merged into this one. */
  readonly mergedFrom: Shopper | undefined;
  /** In Masivo. */
  readonly isDeleted: boolean;
  readonly release: Decision | undefined;
}

/** Pure. It knows nothing of the bridge. */
export function expectedOf(shopper: Shopper, happened: Happened): Expected {
  const seen = (which: ReadonlyMap<string, ReadonlySet<number>>, { id } = shopper) =>
    [...(which.get(id) ?? [])].sort((a, b) => a - b);
  const stated = (one: Shopper) =>
    statementsOf(one, seen(happened.acknowledged, one), seen(happened.chosen, one));
  const acknowledged = seen(happened.acknowledged);
  const mergedFrom = happened.keeps.get(shopper.id);
  const versions = acknowledged.flatMap((index) => shopper.versions[index] ?? []);
  const lastBorn = seen(happened.withBirthDate).at(-1) ?? Number.NaN;
  return {
    shopper,
    versions,
    newest: versions.at(-1),
    email: versions.findLast(({ email }) => email !== null)?.email ?? null,
    birthDate: shopper.versions[lastBorn]?.birthDate ?? null,
    emailMarketing: allowsMarketing(
      shopper,
      acknowledged,
      seen(happened.chosen),
      mergedFrom ? stated(mergedFrom) : [],
    ),
    everAllowed: stated(shopper).some(({ granted }) => granted),
    mayBeDenied: versions.some(
      ({ word, second }) =>
        word !== true && versions.some((other) => other.word === true && other.second === second),
    ),
    isDeletedInStore: happened.deletedInStore.has(shopper.id),
    isMerged: happened.keeps.get(shopper.merged?.into ?? '')?.id === shopper.id,
    mergedFrom,
    isDeleted: happened.deleted.has(shopper.id),
    release: happened.released.get(shopper.id),
  };
}

/** The metadata that Masivo is to show of a version, without the ids of other stores. */
export function metadataOf({ source, store }: Shopper, { phone }: Version): Readonly<Record<string, string>> {
  return { source, store, ...(phone === null ? {} : { phone }) };
}
