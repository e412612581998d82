import { GetSecretValueCommand, ResourceNotFoundException } from '@aws-sdk/client-secrets-manager';
import type { Machine } from '../kernel/machine';
import { type AwsDeps, awsCall } from './aws-call';
import { clients } from './clients';

/** Secrets Manager's client in one process. @param values by the secret's id */
export function secretsManagerClient(
  machine: Machine,
  values: Readonly<Record<string, string>>,
  deps: AwsDeps,
) {
  return clients.secretsManager((command) => {
    if (!(command instanceof GetSecretValueCommand)) {
      throw new Error(`The model of Secrets Manager does not know ${command.constructor.name}`);
    }
    const { SecretId = '' } = command.input;
    return awsCall(
      {
        machine,
        op: `secret ${SecretId}`,
        maxAttempts: 2,
        serve: () => {
          const SecretString = values[SecretId];
          return SecretString === undefined
            ? { kind: 'error', error: new ResourceNotFoundException({ message: 'none', $metadata: {} }) }
            : { kind: 'output', output: { SecretString } };
        },
      },
      deps,
    );
  });
}
