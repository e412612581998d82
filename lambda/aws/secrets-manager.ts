import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { ReadSecret } from '../secrets/secret-values';
import { clientTimeouts } from './client-timeouts';

export function secretsManagerReader(
  client = new SecretsManagerClient({ ...clientTimeouts, maxAttempts: 2 }),
): ReadSecret {
  return async (id, stage, signal) => {
    try {
      const answer = await client.send(new GetSecretValueCommand({ SecretId: id, VersionStage: stage }), {
        ...(signal ? { abortSignal: signal } : {}),
      });
      return answer.SecretString;
    } catch (error) {
      // A secret that was never rotated has no AWSPREVIOUS; one that was never filled has no AWSCURRENT.
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  };
}
