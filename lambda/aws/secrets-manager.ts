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
  return async (id, signal) => {
    try {
      const answer = await client.send(new GetSecretValueCommand({ SecretId: id }), {
        ...(signal ? { abortSignal: signal } : {}),
      });
      return answer.SecretString;
    } catch (error) {
      // A secret that was never filled has no current version.
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  };
}
