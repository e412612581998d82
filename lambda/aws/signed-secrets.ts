import type { ReadSecret } from '../secrets/secret-values';
import type { AwsService } from './aws-service';
import { CallFailed } from './call-failed';
import { type SignedCallDeps, signedCaller } from './signed-call';

const secretsManager: AwsService = {
  name: 'secretsmanager',
  target: 'secretsmanager',
  jsonVersion: '1.1',
  endpointVariable: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
};

/** Where `receive` reads the stores' secrets. */
export function signedSecrets(deps: SignedCallDeps) {
  const caller = signedCaller(secretsManager, deps);
  const readSecret: ReadSecret = async (id, stage, signal) => {
    try {
      const answer = await caller.call('GetSecretValue', { SecretId: id, VersionStage: stage }, signal);
      const value = 'SecretString' in answer ? answer.SecretString : undefined;
      return typeof value === 'string' ? value : undefined;
    } catch (error) {
      // A secret that was never rotated has no AWSPREVIOUS; one that was never filled has no AWSCURRENT.
      if (error instanceof CallFailed && error.name === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  };
  // A store's two versions are asked for at once.
  return { readSecret, openAhead: () => caller.openAhead(2) };
}
