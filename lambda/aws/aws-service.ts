/** A service of AWS that speaks one of its JSON protocols. */
export interface AwsService {
  /** As its host and its signatures name it. */
  readonly name: string;
  /** The part of `X-Amz-Target` before the operation. */
  readonly target: string;
  readonly jsonVersion: '1.0' | '1.1';
  /** The variable that names another endpoint; `AWS_ENDPOINT_URL` does so for all services. */
  readonly endpointVariable: string;
}

/** A function's environment variables. */
export type FunctionEnvironment = Readonly<Record<string, string | undefined>>;

/** @throws Error naming the variable */
export function required(environment: FunctionEnvironment, name: string): string {
  const value = environment[name];
  if (!value) throw new Error(`${name} is missing in the function's environment`);
  return value;
}

/** Where the service is, found as the SDK finds it. */
export function endpointOf(service: AwsService, environment: FunctionEnvironment): URL {
  const given = environment[service.endpointVariable] || environment.AWS_ENDPOINT_URL;
  if (given) return new URL(given);
  const region = required(environment, 'AWS_REGION');
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return new URL(`https://${service.name}.${region}.${suffix}`);
}
