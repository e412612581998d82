import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  InvalidParameterException,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { systemClock } from '../lambda/clock';
import { CommandError } from './exit';

export interface SecretAt {
  readonly client: SecretsManagerClient;
  readonly id: string;
  /** Between two reads, because Secrets Manager may show changes late; a test does not wait. */
  readonly sleep?: ((ms: number) => Promise<unknown>) | undefined;
}

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

const mostTries = 20;
const betweenTriesMs = 1000;

/**
 * Both versions as they were at one moment, perhaps not the present one: changes become visible late (Secrets Manager's
 * user guide, "Changes that I make aren't always immediately visible"). Two reads by label could show two moments. So
 * the labels come from one answer, and the values by version: a version's value never changes.
 */
export async function readVersions({
  client,
  id,
  sleep = systemClock.sleep,
}: SecretAt): Promise<SecretVersions> {
  for (let tries = 1; ; tries += 1) {
    try {
      const labels = await labelsOf(client, id);
      const version = async (label: string) => {
        const [versionId] = Object.entries(labels).find(([, names]) => names.includes(label)) ?? [];
        return versionId === undefined ? undefined : await readVersion(client, id, versionId);
      };
      const [current, previous] = await Promise.all([version('AWSCURRENT'), version('AWSPREVIOUS')]);
      return { current, previous };
    } catch (error) {
      // A version that has a label and no value yet, or no label any more.
      if (!(error instanceof ResourceNotFoundException) || tries === mostTries) throw error;
      await sleep(betweenTriesMs);
    }
  }
}

async function labelsOf(client: SecretsManagerClient, id: string): Promise<Record<string, string[]>> {
  try {
    return (await client.send(new DescribeSecretCommand({ SecretId: id }))).VersionIdsToStages ?? {};
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return {};
    throw error;
  }
}

async function readVersion(
  client: SecretsManagerClient,
  id: string,
  version: string,
): Promise<SecretVersion> {
  const answer = await client.send(new GetSecretValueCommand({ SecretId: id, VersionId: version }));
  return { id: version, value: answer.SecretString ?? '', createdAt: answer.CreatedDate?.getTime() ?? 0 };
}

/**
 * Changes a secret until nothing is left to change, also while somebody else changes it, or while Secrets Manager shows
 * an old state. A value computed from an earlier state is never stored, because a new version replaces only the version
 * it was computed from. And it ends only with a state that was read and is not older than its own last change.
 * @param change the value to store; undefined where nothing is to change. Its last call counts.
 */
export async function changeSecret(
  secret: SecretAt,
  change: (versions: SecretVersions) => Promise<string | undefined>,
): Promise<void> {
  const { sleep = systemClock.sleep } = secret;
  const replaced: SecretVersion[] = [];
  let versions = await readVersions(secret);
  let isConfirmed = false;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const { current } = versions;
    const value = await change(versions);
    if (value === undefined && isConfirmed) return;
    const put = value === undefined ? undefined : await replaceCurrent(secret, value, current);
    if (put) {
      // Known without reading: AWS labels the replaced version as the previous one.
      versions = { current: put, previous: current };
      if (current) replaced.push(current);
      isConfirmed = false;
    } else {
      await sleep(betweenTriesMs);
      const read = await readVersions(secret);
      isConfirmed = cameAfter(read, replaced);
      if (isConfirmed) versions = read;
    }
  }
  throw new CommandError(
    'failed',
    'Others keep changing the same secret, or changes are not seen yet: what you asked for may be done in part.',
    'Run the command again.',
  );
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
  { client, id: SecretId }: SecretAt,
  SecretString: string,
  seen: SecretVersion | undefined,
): Promise<SecretVersion | undefined> {
  const { VersionId = '' } = await client.send(
    new PutSecretValueCommand({ SecretId, SecretString, VersionStages: [labelOfNext] }),
  );
  // The answer does not tell when it was made: not before the one it replaces.
  const put = { id: VersionId, value: SecretString, createdAt: seen?.createdAt ?? 0 };
  try {
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId,
        VersionStage: 'AWSCURRENT',
        RemoveFromVersionId: seen?.id,
        MoveToVersionId: VersionId,
      }),
    );
    return put;
  } catch (error) {
    // It may have landed, and its answer was lost.
    const labels = (await labelsOf(client, SecretId))[VersionId] ?? [];
    if (labels.includes('AWSCURRENT') || labels.includes('AWSPREVIOUS')) return put;
    if (error instanceof InvalidParameterException) return undefined;
    throw error;
  }
}
