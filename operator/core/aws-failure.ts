/** What kept AWS from doing what it was asked, as far as a person can do something about it. */
export type AwsFailureKind =
  | 'no-credentials'
  | 'bad-credentials'
  | 'denied'
  | 'throttled'
  | 'missing'
  | 'network'
  /** About a resource, or AWS itself: no bug of ours, whatever its name. */
  | 'refused'
  | 'failing';

export interface AwsFailure {
  readonly kind: AwsFailureKind;
  /** Quotes nothing of what was sent. */
  readonly sentence: string;
  /** The same with what AWS says of it, which may quote what was sent: for the operator's own terminal. */
  readonly detailed: string;
  /** What to do next, as a sentence. */
  readonly fix: string;
}

interface Known extends Pick<AwsFailure, 'kind' | 'sentence' | 'fix'> {
  readonly names: RegExp;
  readonly detailed: (told: ErrorText) => string;
}

interface ErrorText {
  /** The name that was recognised. */
  readonly name: string;
  readonly message: string;
  /** Both, where the message says more than the name. */
  readonly both: string;
}

/** By the names that AWS's services, its SDK and Node document. */
const known: readonly Known[] = [
  {
    kind: 'no-credentials',
    names: /^(CredentialsProviderError|TokenProviderError)$/,
    sentence: 'There are no AWS credentials to work with.',
    detailed: () => 'There are no AWS credentials to work with.',
    fix: 'Set AWS_PROFILE to a profile of yours, and sign in to AWS with `aws sso login` where it uses SSO.',
  },
  {
    kind: 'bad-credentials',
    names:
      /^(ExpiredToken(Exception)?|InvalidClientTokenId|UnrecognizedClient(Exception)?|InvalidSignature(Exception)?|SignatureDoesNotMatch|InvalidAccessKeyId|AuthFailure)$/,
    sentence: 'AWS does not accept your credentials.',
    detailed: ({ name }) => `AWS does not accept your credentials (${name}).`,
    fix: 'Sign in to AWS again, for example with `aws sso login`.',
  },
  {
    kind: 'denied',
    names:
      /^(AccessDenied(Exception)?|AuthorizationError(Exception)?|Unauthorized(Operation|Exception)?|Forbidden(Exception)?|KMSAccessDeniedException|KmsAccessDenied)$/,
    sentence: 'Your role may not do this.',
    detailed: ({ message, name }) => `Your role may not do this: ${message || name}`,
    fix: 'Looking needs the ReadOnlyPolicy, acting the OperatorPolicy; revealing is an act. See docs/operate/investigate.md#permissions.',
  },
  {
    kind: 'throttled',
    names: /Throttl|^(ProvisionedThroughputExceeded|RequestLimitExceeded|TooManyRequests)(Exception)?$/,
    sentence: 'AWS throttles the requests.',
    detailed: ({ both }) => `AWS throttles the requests: ${both}`,
    fix: 'Nothing is lost. Try again in a moment.',
  },
  {
    kind: 'missing',
    names: /^(ResourceNotFoundException|QueueDoesNotExist|AWS\.SimpleQueueService\.NonExistentQueue)$/,
    sentence: 'AWS has no such table, queue or secret.',
    detailed: ({ both }) => `AWS has no such table, queue or secret: ${both}`,
    fix: 'Look at the account and the region of your credentials, and whether the environment is deployed.',
  },
  {
    kind: 'missing',
    names: /^NewerItem$/,
    sentence: 'A newer version of this code wrote what is asked for, and the deployed one cannot read it.',
    detailed: () =>
      'A newer version of this code wrote what is asked for, and the deployed one cannot read it.',
    fix: 'Nothing is lost. Deploy the newer version again: docs/upgrade.md#back-again.',
  },
  {
    kind: 'missing',
    names: /^OtherVersion$/,
    sentence: 'The environment runs another version of this code.',
    detailed: ({ message }) => `The environment runs another version of this code: ${message}`,
    fix: 'Deploy it with the code of this folder, or use the code that it was deployed from.',
  },
  {
    kind: 'failing',
    names: /^OperateFailed$/,
    sentence: 'The function operate failed.',
    detailed: ({ message }) => `The function operate failed: ${message}`,
    fix: 'Try again in a minute. If it stays, its log says why (output OperateLogs of the stack).',
  },
  {
    kind: 'network',
    names:
      /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|TimeoutError|NetworkingError|FetchError|AbortError)$/,
    sentence: 'The environment cannot be reached.',
    detailed: ({ name }) => `The environment cannot be reached (${name}).`,
    fix: 'Look at the network, at a proxy, and at AWS_ENDPOINT_URL if it is set; locally, whether the bridge still runs.',
  },
];

/** The failure of AWS behind an error; undefined where the error is a bug of ours. */
export function awsFailureOf(error: unknown): AwsFailure | undefined {
  const names = namesOf(error);
  for (const { names: pattern, detailed, ...failure } of known) {
    const name = names.find((each) => pattern.test(each));
    if (name !== undefined) return { ...failure, detailed: detailed(errorText(error, name)) };
  }
  return error instanceof Error && isOfAws(error) ? otherOf(error) : undefined;
}

/** The AWS SDK's error for an answer has the call and who is at fault (https://smithy.io, "ServiceException"). */
const isOfAws = (error: Error) => '$fault' in error && '$metadata' in error;

function otherOf(error: Error): AwsFailure {
  const kind = Reflect.get(error, '$fault') === 'server' ? 'failing' : 'refused';
  const does = kind === 'failing' ? 'fails' : 'refuses';
  return {
    kind,
    sentence: `AWS ${does} (${error.name}).`,
    detailed: `AWS ${does}: ${errorText(error, error.name).both}`,
    fix: 'Try again in a minute. If it stays: look at what it names in the AWS console, and at the AWS Health Dashboard.',
  };
}

function errorText(error: unknown, name: string): ErrorText {
  const message = error instanceof Error ? error.message : '';
  return { name, message, both: message === '' || message === name ? name : `${name}: ${message}` };
}

/** The error's name and code, then those of its causes. By their shape, because some come from other realms. */
export function namesOf(error: unknown): readonly string[] {
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
