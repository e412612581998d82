import type { Release } from '../../lambda/envelope';
import { trialVendor } from '../vendors/registry';
import type { Happened } from './happened';
import type { Shopper, Version } from './shopper';

/** What the story alone says of a shopper, in Masivo's terms. */
export interface Expected {
  readonly shopper: Shopper;
  /** Those that were acknowledged, the newest last. */
  readonly versions: readonly Version[];
  readonly newest: Version | undefined;
  readonly email: string | null;
  readonly emailMarketing: boolean;
  readonly isDeleted: boolean;
  readonly release: Release | undefined;
}

/** Pure. It knows nothing of the bridge. */
export function expectedOf(shopper: Shopper, { acknowledged, deleted, released }: Happened): Expected {
  const seen = [...(acknowledged.get(shopper.id) ?? [])].sort((a, b) => a - b);
  const versions = seen.flatMap((index) => shopper.versions[index] ?? []);
  return {
    shopper,
    versions,
    newest: versions.at(-1),
    email: versions.findLast(({ email }) => email !== null)?.email ?? null,
    emailMarketing: lastWord(shopper, versions),
    isDeleted: deleted.has(shopper.id),
    release: released.get(shopper.id),
  };
}

/** Where bodies may lack consent, nothing has changed; where they always have it, a missing statement was withdrawn. */
function lastWord({ source }: Shopper, versions: readonly Version[]): boolean {
  const speaking = trialVendor(source).silenceIsNo
    ? versions
    : versions.filter(({ word }) => word !== undefined);
  return speaking.at(-1)?.word ?? false;
}

/** The metadata that Masivo is to show of a version, without the ids of other stores. */
export function metadataOf({ source, store }: Shopper, { phone }: Version): Readonly<Record<string, string>> {
  return { source, store, ...(phone === null ? {} : { phone }) };
}
