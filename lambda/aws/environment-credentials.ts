import { type FunctionEnvironment, required } from './aws-service';

/**
 * Lambda hands a function its credentials in its environment, and there is no other place to look.
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
