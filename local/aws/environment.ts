/**
 * The access key with which `caller` signs in this run. The stand-ins take whoever has the run's token in it. Checking
 * the signature besides would keep nobody out: the key crosses no network, and whoever can read it on this machine can
 * read the secret key where it stands.
 */
export const accessKeyOf = (token: string, caller = 'BRIDGE'): string => `${token}X${caller}`;

export const credentialsOf = (token: string) => ({
  accessKeyId: accessKeyOf(token),
  secretAccessKey: secretKey,
});

/** Signs for whoever has an access key. */
const secretKey = 'local';

/** Whose access key it is; empty for one of another form. */
export const callerOf = (accessKey: string): string => /^[0-9a-f]+X(\w+)$/.exec(accessKey)?.[1] ?? '';

/** The access key in an Authorization header of AWS's signature version 4. */
export const accessKeyIn = (authorization = ''): string =>
  /Credential=([^/,\s]+)/.exec(authorization)?.[1] ?? '';

/** The variables that point the AWS SDK at the stand-ins; the handlers need no code for it. */
export function awsEnvironment(
  endpoints: {
    sqs: string;
    secretsManager: string;
    dynamoDb: string;
  },
  token: string,
): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.secretsManager,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamoDb,
    // The stand-in of SQS tells of its queues what CloudWatch does.
    AWS_ENDPOINT_URL_CLOUDWATCH: endpoints.sqs,
    AWS_REGION: 'us-east-1',
    // The SDK signs with any credentials it finds: fake keys keep a developer's real ones out of it.
    AWS_ACCESS_KEY_ID: accessKeyOf(token),
    AWS_SECRET_ACCESS_KEY: secretKey,
    // Without this the SDK may ask the EC2 metadata address for credentials and wait for its time limit.
    AWS_EC2_METADATA_DISABLED: 'true',
    // On Node 20 every process would print the SDK's notice about its future Node support.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
