import { errorName } from '../log';

export interface SecretVersion {
  readonly id: string;
  readonly value: string;
  readonly createdAt: number;
}

/** The two versions in use; neither in a secret that was never filled. */
export interface SecretVersions {
  readonly current: SecretVersion | undefined;
  readonly previous: SecretVersion | undefined;
}

/** Calls to Secrets Manager about one secret. They reject with an error that has AWS's name. */
export interface SecretCalls {
  /** The labels of each version that has any. */
  labels(): Promise<Readonly<Record<string, readonly string[]>>>;
  read(version: string): Promise<SecretVersion>;
  /** @returns the id of a new version, which has this label alone */
  put(value: string, label: string): Promise<string>;
  /** Fails with `InvalidParameterException` unless `instead` is the current version. */
  makeCurrent(version: string, instead: string | undefined): Promise<void>;
  /** Between two reads, because Secrets Manager may show changes late. */
  readonly sleep: (ms: number) => Promise<unknown>;
}

const mostTries = 20;
const betweenTriesMs = 1000;

const isNotThere = (error: unknown) => errorName(error) === 'ResourceNotFoundException';

/**
 * Both versions as they were at one moment, perhaps not the present one: changes become visible late (Secrets Manager's
 * user guide, "Changes that I make aren't always immediately visible"). Two reads by label could show two moments. So
 * the labels come from one answer, and the values by version: a version's value never changes.
 */
export async function versionsOf(secret: SecretCalls): Promise<SecretVersions> {
  for (let tries = 1; ; tries += 1) {
    try {
      const labels = await labelsOf(secret);
      const version = async (label: string) => {
        const [versionId] = Object.entries(labels).find(([, names]) => names.includes(label)) ?? [];
        return versionId === undefined ? undefined : await secret.read(versionId);
      };
      const [current, previous] = await Promise.all([version('AWSCURRENT'), version('AWSPREVIOUS')]);
      return { current, previous };
    } catch (error) {
      // A version that has a label and no value yet, or no label any more.
      if (!isNotThere(error) || tries === mostTries) throw error;
      await secret.sleep(betweenTriesMs);
    }
  }
}

async function labelsOf(secret: SecretCalls): Promise<Readonly<Record<string, readonly string[]>>> {
  try {
    return await secret.labels();
  } catch (error) {
    if (isNotThere(error)) return {};
    throw error;
  }
}

/**
 * Changes a secret until nothing is left to change, also while somebody else changes it, or while Secrets Manager shows
 * an old state. A value computed from an earlier state is never stored, because a new version replaces only the version
 * it was computed from. And it ends only with a state that was read and is not older than its own last change.
 * @param change the value to store; undefined where nothing is to change. Its last call counts.
 * @returns false where others keep changing it, or changes are not seen: what was asked for may be done in part.
 */
export async function changeVersions(
  secret: SecretCalls,
  change: (versions: SecretVersions) => Promise<string | undefined>,
  tries = mostTries,
): Promise<boolean> {
  const replaced: SecretVersion[] = [];
  let versions = await versionsOf(secret);
  let isConfirmed = false;
  for (let tried = 0; tried < tries; tried += 1) {
    const { current } = versions;
    const value = await change(versions);
    if (value === undefined && isConfirmed) return true;
    const put = value === undefined ? undefined : await replaceCurrent(secret, value, current);
    if (put) {
      // Known without reading: AWS labels the replaced version as the previous one.
      versions = { current: put, previous: current };
      if (current) replaced.push(current);
      isConfirmed = false;
    } else {
      await secret.sleep(betweenTriesMs);
      const read = await versionsOf(secret);
      isConfirmed = cameAfter(read, replaced);
      if (isConfirmed) versions = read;
    }
  }
  return false;
}

/** The current version, made no earlier than those that were replaced, has replaced the last of them. */
const cameAfter = ({ current }: SecretVersions, replaced: readonly SecretVersion[]): boolean =>
  replaced.every(({ id, createdAt }) => current && current.id !== id && current.createdAt >= createdAt);

// A version needs a label until it is the current one. Each try uses the same label, so no try leaves a labelled
// version behind.
const labelOfNext = 'MASIVO_BRIDGE_NEXT';

/**
 * PutSecretValue takes no condition. Moving a label does: it fails unless the label is where the caller says it is
 * (API reference, UpdateSecretVersionStage).
 * @param seen the version to be replaced; undefined where there was none.
 * @returns the new version; undefined where another one was the current one.
 */
async function replaceCurrent(
  secret: SecretCalls,
  value: string,
  seen: SecretVersion | undefined,
): Promise<SecretVersion | undefined> {
  const id = await secret.put(value, labelOfNext);
  // The answer does not tell when it was made: not before the one it replaces.
  const put = { id, value, createdAt: seen?.createdAt ?? 0 };
  try {
    await secret.makeCurrent(id, seen?.id);
    return put;
  } catch (error) {
    // It may have landed, and its answer was lost.
    const labels = (await labelsOf(secret))[id] ?? [];
    if (labels.includes('AWSCURRENT') || labels.includes('AWSPREVIOUS')) return put;
    if (errorName(error) === 'InvalidParameterException') return undefined;
    throw error;
  }
}
