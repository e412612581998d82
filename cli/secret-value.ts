import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { systemClock } from '../lambda/clock';
import {
  changeVersions,
  type SecretCalls,
  type SecretVersions,
  versionsOf,
} from '../lambda/secrets/change-secret';
import { CommandError } from './exit';

export type { SecretVersion, SecretVersions } from '../lambda/secrets/change-secret';

export interface SecretAt {
  readonly client: SecretsManagerClient;
  readonly id: string;
  /** Between two reads, because Secrets Manager may show changes late; a test does not wait. */
  readonly sleep?: ((ms: number) => Promise<unknown>) | undefined;
}

/** The calls by the SDK. */
export const callsOf = ({ client, id: SecretId, sleep = systemClock.sleep }: SecretAt): SecretCalls => ({
  sleep,
  labels: async () => (await client.send(new DescribeSecretCommand({ SecretId }))).VersionIdsToStages ?? {},
  async read(id) {
    const answer = await client.send(new GetSecretValueCommand({ SecretId, VersionId: id }));
    return { id, value: answer.SecretString ?? '', createdAt: answer.CreatedDate?.getTime() ?? 0 };
  },
  async put(SecretString, label) {
    const put = new PutSecretValueCommand({ SecretId, SecretString, VersionStages: [label] });
    return (await client.send(put)).VersionId ?? '';
  },
  async makeCurrent(MoveToVersionId, RemoveFromVersionId) {
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId,
        VersionStage: 'AWSCURRENT',
        RemoveFromVersionId,
        MoveToVersionId,
      }),
    );
  },
});

/** Both versions as they were at one moment. */
export const readVersions = (secret: SecretAt): Promise<SecretVersions> => versionsOf(callsOf(secret));

/** Changes a secret until nothing is left to change, also while somebody else changes it. @throws CommandError */
export async function changeSecret(
  secret: SecretAt,
  change: (versions: SecretVersions) => Promise<string | undefined>,
): Promise<void> {
  if (await changeVersions(callsOf(secret), change)) return;
  throw new CommandError(
    'failed',
    'Others keep changing the same secret, or changes are not seen yet: what you asked for may be done in part.',
    'Run the command again.',
  );
}
