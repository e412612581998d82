import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type AwsFailureKind, awsFailureOf } from '../../core/aws-failure';

/** The form of every refusal and failure of the API; `fix` says what a person can do about it. */
export interface Problem {
  readonly error: { readonly code: string; readonly message: string; readonly fix?: string };
}

export const problem = (code: string, message: string, fix?: string): Problem => ({
  error: { code, message, ...(fix === undefined ? {} : { fix }) },
});

export const notFound = (c: Context) => c.json(problem('not_found', 'There is nothing here.'), 404);

interface Answered {
  readonly status: ContentfulStatusCode;
  readonly code: string;
  /** What to do besides, because it is the console that runs. */
  readonly besides?: string;
}

const anew = 'Then stop the console with Ctrl-C and start it anew.';

/** How the API answers each failure of AWS that a person can do something about. */
const answers: Readonly<Record<Exclude<AwsFailureKind, 'refused'>, Answered>> = {
  'no-credentials': { status: 502, code: 'aws_credentials', besides: anew },
  'bad-credentials': { status: 502, code: 'aws_credentials', besides: anew },
  denied: { status: 502, code: 'aws_permission' },
  throttled: { status: 503, code: 'aws_throttled' },
  failing: { status: 502, code: 'aws_failing' },
  missing: { status: 502, code: 'aws_missing' },
  network: { status: 504, code: 'unreachable' },
};

/** The person gets the failure's name, the terminal its stack. Messages may quote what was sent, so they stay here. */
export function onError(error: Error, c: Context) {
  const failure = awsFailureOf(error);
  if (failure && failure.kind !== 'refused') {
    const { status, code, besides } = answers[failure.kind];
    const fix = besides === undefined ? failure.fix : `${failure.fix} ${besides}`;
    return c.json(problem(code, failure.sentence, fix), status);
  }
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
