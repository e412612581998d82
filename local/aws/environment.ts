/** The variables that point the AWS SDK at the stand-ins; the handlers need no code for it. */
export function awsEnvironment(endpoints: {
  sqs: string;
  secretsManager: string;
  dynamoDb: string;
}): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.secretsManager,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamoDb,
    AWS_REGION: 'us-east-1',
    // The SDK signs with any credentials it finds: fake keys keep a developer's real ones out of it.
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    // Without this the SDK may ask the EC2 metadata address for credentials and wait for its time limit.
    AWS_EC2_METADATA_DISABLED: 'true',
    // On Node 20 every process would print the SDK's notice about its future Node support.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
