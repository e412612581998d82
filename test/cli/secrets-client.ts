import {
  InvalidParameterException,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { AwsError } from '../../local/aws/json-protocol';
import type { SecretsInMemory } from '../../local/aws/secrets-manager';

/**
 * A client that asks the stand-in without HTTP between them, for tests that ask it often.
 * test/local/aws/secrets-manager.test.ts has the protocol.
 */
export function directClient(standIn: SecretsInMemory): SecretsManagerClient {
  const client = new SecretsManagerClient({ region: 'us-east-1' });
  client.middlewareStack.add(
    (_, { commandName = '' }) =>
      async ({ input }) => {
        const answer = await answerTo(standIn, commandName.replace(/Command$/, ''), input);
        const { CreatedDate, ...others } = answer;
        const dates = CreatedDate === undefined ? {} : { CreatedDate: new Date(CreatedDate * 1000) };
        return { output: { ...others, ...dates, $metadata: {} }, response: {} };
      },
    { step: 'initialize', priority: 'low' },
  );
  return client;
}

async function answerTo(
  standIn: SecretsInMemory,
  name: string,
  input: unknown,
): Promise<{ CreatedDate?: number }> {
  try {
    return (await standIn.operations[name]?.(input, { gone: new AbortController().signal })) ?? {};
  } catch (error) {
    throw error instanceof AwsError ? thrownBySdk(error) : error;
  }
}

function thrownBySdk({ code, message }: AwsError): Error {
  const details = { message, $metadata: {} };
  return code === 'ResourceNotFoundException'
    ? new ResourceNotFoundException(details)
    : new InvalidParameterException(details);
}
