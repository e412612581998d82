import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { CommandError } from './exit';

export type Stage = 'AWSCURRENT' | 'AWSPREVIOUS';

export interface SecretValue {
  readonly value: string;
  readonly version: string;
}

/** Undefined where nothing has that stage: a secret is there, empty, from the first deployment on. */
export async function readSecret(
  client: SecretsManagerClient,
  id: string,
  VersionStage: Stage = 'AWSCURRENT',
): Promise<SecretValue | undefined> {
  try {
    const answer = await client.send(new GetSecretValueCommand({ SecretId: id, VersionStage }));
    return { value: answer.SecretString ?? '', version: answer.VersionId ?? '' };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

const mostTries = 10;

/**
 * Puts in what follows from the current value, also where somebody else changes the secret at the same time:
 * then what they put in is read, and changed.
 * @param change of the value as it is; undefined to leave it. It is called once per try, and its last call counts.
 */
export async function changeSecret(
  client: SecretsManagerClient,
  id: string,
  change: (current: string | undefined) => Promise<string | undefined>,
): Promise<void> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const seen = await readSecret(client, id);
    const value = await change(seen?.value);
    const isDone =
      value === undefined
        ? (await readSecret(client, id))?.version === seen?.version
        : await replaceVersion(client, id, value, seen?.version);
    if (isDone) return;
  }
  throw new CommandError(
    'failed',
    'Others keep changing the same secret, and what you asked for is not done.',
    'Give the command again.',
  );
}

// A version needs a label until it is the current one. There is only one of that name, so no try leaves a
// version behind that the next does not take the label from.
const labelOfNext = 'MASIVO_BRIDGE_NEXT';

/**
 * PutSecretValue takes no condition. Moving a label does: it fails unless the label is where the caller says it is
 * (API reference, UpdateSecretVersionStage).
 * @param seen the version to be replaced; undefined where there was none.
 * @returns whether it was still the current one.
 */
async function replaceVersion(
  client: SecretsManagerClient,
  SecretId: string,
  SecretString: string,
  seen: string | undefined,
): Promise<boolean> {
  const { VersionId } = await client.send(
    new PutSecretValueCommand({ SecretId, SecretString, VersionStages: [labelOfNext] }),
  );
  try {
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId,
        VersionStage: 'AWSCURRENT',
        RemoveFromVersionId: seen,
        MoveToVersionId: VersionId,
      }),
    );
    return true;
  } catch (error) {
    const current = (await readSecret(client, SecretId))?.version;
    // It had landed, only its answer was lost.
    if (current === VersionId) return true;
    if (current !== seen) return false;
    throw error;
  }
}
