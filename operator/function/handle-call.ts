import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as v from 'valibot';
import { parsedJson } from '../../lambda/json';
import { errorName, type Log } from '../../lambda/log';
import { callOfRoute, callsVersion } from '../../lambda/operate-calls';
import { awsFailureOf } from '../core/aws-failure';
import type { Calls } from '../core/calls';

export interface HandleCallDeps {
  /** All that can be asked by this caller. */
  readonly callsFor: (who: string) => Calls;
  readonly log: Log;
}

/** As much as is needed of what API Gateway passes on; `userArn` is what AWS knows of the caller. */
const Request = v.object({
  routeKey: v.string(),
  body: v.optional(v.string(), ''),
  isBase64Encoded: v.boolean(),
  requestContext: v.object({
    authorizer: v.object({ iam: v.object({ userArn: v.pipe(v.string(), v.nonEmpty()) }) }),
  }),
});

/** One call: who makes it is what AWS says of the caller, and never what the request says. */
export async function handleCall(
  event: unknown,
  { callsFor, log }: HandleCallDeps,
): Promise<APIGatewayProxyStructuredResultV2> {
  const request = v.safeParse(Request, event);
  // The gateway lets nobody in whom IAM does not know, so a request without a caller came another way.
  if (!request.success) return refused(403, 'no-caller', 'The caller is not known.');
  const { routeKey, body, isBase64Encoded, requestContext } = request.output;
  const name = callOfRoute(routeKey);
  if (!name) return refused(404, 'unknown-call', `There is no ${routeKey}.`);
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
  const { userArn: who } = requestContext.authorizer.iam;
  try {
    const performed = await callsFor(who)[name].perform(parsedJson(text));
    if (performed.kind === 'bad-arguments') return refused(400, 'bad-arguments', performed.what);
    return answered(200, { v: callsVersion, answer: performed.answer });
  } catch (error) {
    const known = awsFailureOf(error) !== undefined;
    log({
      event: 'failed-call',
      call: name,
      error: errorName(error),
      ...(known ? {} : { at: placeOf(error) }),
    });
    // A name says what failed, and quotes nothing of what was sent.
    return refused(known ? 502 : 500, errorName(error), 'The call failed.');
  }
}

const answered = (statusCode: number, body: object): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
});

const refused = (statusCode: number, code: string, message: string) =>
  answered(statusCode, { v: callsVersion, error: { code, message } });

/** Where a bug is, without what the error quotes. */
function placeOf(error: unknown): string {
  const { stack = '' } = error instanceof Error ? error : {};
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return frames
    .slice(0, 3)
    .map((line) => line.trim())
    .join(' ');
}
