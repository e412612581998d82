import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** The form of every refusal and failure of the API; `fix` says what a person can do about it. */
export interface Problem {
  readonly error: { readonly code: string; readonly message: string; readonly fix?: string };
}

export const problem = (code: string, message: string, fix?: string): Problem => ({
  error: { code, message, ...(fix === undefined ? {} : { fix }) },
});

export const notFound = (c: Context) => c.json(problem('not_found', 'There is nothing here.'), 404);

interface Known {
  readonly names: RegExp;
  readonly status: ContentfulStatusCode;
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}

/** Failures of AWS that a person can do something about, by the SDK's names. */
const known: readonly Known[] = [
  {
    names:
      /^(Credentials|ExpiredToken|UnrecognizedClient|InvalidClientTokenId|InvalidSignature|TokenProvider)/,
    status: 502,
    code: 'aws_credentials',
    message: 'AWS does not accept the credentials of this console.',
    fix: 'Sign in to AWS again, stop the console with Ctrl-C and start it again.',
  },
  {
    names: /AccessDenied|Unauthorized|Forbidden/,
    status: 502,
    code: 'aws_permission',
    message: 'Your AWS credentials may not do this.',
    fix: 'Looking needs the ReadOnlyPolicy, acting the OperatorPolicy; revealing may need more. See docs/operate/investigate.md#permissions.',
  },
  {
    names: /Throttling|ProvisionedThroughputExceeded|RequestLimitExceeded|TooManyRequests/,
    status: 503,
    code: 'aws_throttled',
    message: 'AWS throttles requests.',
    fix: 'Nothing is lost. Try again in a moment.',
  },
  {
    names: /ResourceNotFound|QueueDoesNotExist|NonExistentQueue/,
    status: 502,
    code: 'aws_missing',
    message: 'The table or the queue of this environment is not there.',
    fix: 'Check the account and the region of your credentials, and that the environment is deployed.',
  },
  {
    names: /Timeout|ECONN|ENOTFOUND|EAI_AGAIN|Networking|AbortError|FetchError/,
    status: 504,
    code: 'unreachable',
    message: 'A service did not answer.',
    fix: 'Check the network (locally: that the bridge still runs), then try again.',
  },
];

/** The person gets the failure's name, the terminal its stack. Messages may quote what was sent, so they stay here. */
export function onError(error: Error, c: Context) {
  const names = [error.name, 'code' in error ? String(error.code) : ''].join(' ');
  const found = known.find((candidate) => candidate.names.test(error.name) || candidate.names.test(names));
  if (found) return c.json(problem(found.code, found.message, found.fix), found.status);
  console.error(`console: ${c.req.method} ${c.req.routePath} failed: ${error.name}\n${framesOf(error)}`);
  const fix =
    "The console's terminal says where. Try again; if it persists, it is a bug: please open an issue.";
  return c.json(problem('failed', `Something unexpected happened (${error.name}).`, fix), 500);
}

const framesOf = ({ stack = '' }: Error) =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 6)
    .join('\n');
