import type { ReadSecret } from '../secrets/secret-values';
import type { AwsService } from './aws-service';
import { CallFailed } from './call-failed';
import { type SignedCallDeps, signedCaller } from './signed-call';

export const secretsManager: AwsService = {
  name: 'secretsmanager',
  target: 'secretsmanager',
  jsonVersion: '1.1',
  endpointVariable: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
};

/** Where `receive` reads the stores' secrets. */
export function signedSecrets(deps: SignedCallDeps) {
  const caller = signedCaller(secretsManager, deps);
  const readSecret: ReadSecret = async (id, signal) => {
    try {
      const answer = await caller.call('GetSecretValue', { SecretId: id }, signal);
      const value = 'SecretString' in answer ? answer.SecretString : undefined;
      return typeof value === 'string' ? value : undefined;
    } catch (error) {
      // A secret that was never filled has no current version.
      if (error instanceof CallFailed && error.name === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  };
  return { readSecret, openAhead: caller.openAhead };
}
