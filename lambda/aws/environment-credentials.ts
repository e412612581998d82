import { type FunctionEnvironment, required } from './aws-service';

/**
 * Lambda hands a function its credentials in its environment, and there is no other place to look. The SDK's clients
 * bring all the others (SSO, web identity, metadata addresses, files …) with a client for each, which is a third of
 * what `deliver` would load. So its bundle has this module in place of `@aws-sdk/credential-provider-node`.
 * @throws Error naming the variable that is missing
 */
export function credentialsIn(environment: FunctionEnvironment) {
  const sessionToken = environment.AWS_SESSION_TOKEN;
  return {
    accessKeyId: required(environment, 'AWS_ACCESS_KEY_ID'),
    secretAccessKey: required(environment, 'AWS_SECRET_ACCESS_KEY'),
    ...(sessionToken ? { sessionToken } : {}),
  };
}

/** The name under which the SDK's clients import it. */
export const defaultProvider = () => async () => credentialsIn(process.env);
