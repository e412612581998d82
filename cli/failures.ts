import { CommandError } from './exit';

/** Names of errors that AWS's services and SDK document. */
const noCredentials = /^(CredentialsProviderError|TokenProviderError)$/;
const badCredentials =
  /^(ExpiredToken(Exception)?|InvalidClientTokenId|UnrecognizedClientException|InvalidSignatureException|SignatureDoesNotMatch|InvalidAccessKeyId|AuthFailure)$/;
const denied =
  /^(AccessDenied(Exception)?|AuthorizationError(Exception)?|UnauthorizedOperation|KMSAccessDeniedException|KmsAccessDenied)$/;
const network =
  /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE)$|^TimeoutError$/;

/** An unexpected error as a sentence; undefined where it is a bug of ours. */
export function explained(error: unknown): CommandError | undefined {
  if (error instanceof CommandError) return error;
  const names = namesOf(error);
  const is = (pattern: RegExp) => names.some((name) => pattern.test(name));
  // Ctrl-C at a prompt, as @inquirer reports it.
  if (is(/^ExitPromptError$/))
    return new CommandError('failed', 'Nothing was entered, and nothing was changed.');
  if (is(noCredentials)) {
    return new CommandError(
      'unreachable',
      'There are no AWS credentials to work with.',
      'Set AWS_PROFILE to a profile of yours, and sign in with `aws sso login` where it uses SSO.',
    );
  }
  if (is(badCredentials)) {
    return new CommandError(
      'unreachable',
      `AWS does not accept your credentials (${names[0]}).`,
      'Sign in again, for example with `aws sso login`.',
    );
  }
  if (is(denied)) {
    return new CommandError(
      'unreachable',
      `Your role may not do this: ${error instanceof Error ? error.message : names[0]}`,
      "The command's help names the policy it needs (`npm run bridge -- help COMMAND`).",
    );
  }
  if (is(network)) {
    return new CommandError(
      'unreachable',
      `The environment cannot be reached (${names.find((name) => network.test(name))}).`,
      'Look at the network, at a proxy, and at AWS_ENDPOINT_URL if it is set.',
    );
  }
  return error instanceof Error && isOfAws(error) ? saidByAws(error) : undefined;
}

/** The AWS SDK's error for an answer has the call and who is at fault (https://smithy.io, "ServiceException"). */
const isOfAws = (error: Error) => '$fault' in error && '$metadata' in error;

/** About a resource, or AWS itself: no bug of ours, whatever its name. */
function saidByAws(error: Error): CommandError {
  const does = Reflect.get(error, '$fault') === 'server' ? 'fails' : 'refuses';
  const what =
    error.message === '' || error.message === error.name ? error.name : `${error.name}: ${error.message}`;
  return new CommandError(
    'failed',
    `AWS ${does}: ${what}`,
    'Run the command again in a minute. If it stays: look at what it names in the AWS console, and at the AWS Health Dashboard.',
  );
}

/** The error's name and code, then those of its causes. By their shape, because some come from other realms. */
function namesOf(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return [];
  const text = (name: string) => {
    const value: unknown = Reflect.get(error, name);
    return typeof value === 'string' ? [value] : [];
  };
  const inner: unknown = Reflect.get(error, 'errors');
  return [
    ...text('name'),
    ...text('code'),
    ...(Array.isArray(inner) ? inner.flatMap(namesOf) : []),
    ...namesOf(Reflect.get(error, 'cause')),
  ];
}
