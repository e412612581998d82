import type { HttpResponse } from '../http/exchange';

/** A call that failed. Its name, which is logged, is AWS's own or the network's; its text says no more. */
export class CallFailed extends Error {
  constructor(
    service: string,
    override readonly name: string,
  ) {
    super(`A call to ${service} failed: ${name}`);
  }
}

/** What an answer's failure means for the next attempt: `slower` where AWS throttles. */
export type RetryDecision = 'none' | 'soon' | 'slower' | 'with-the-right-time';

/** `com.amazonaws.sqs#QueueDoesNotExist`, or `ThrottlingException:http://…` in a header: the name alone. */
export function errorNameOf({ status, headers }: HttpResponse, json: object | undefined): string {
  const given = json && '__type' in json ? json.__type : headers['x-amzn-errortype'];
  const name = /^(?:.*#)?([A-Za-z0-9.]{1,80})(?::.*)?$/.exec(String(given))?.[1];
  return given === undefined || name === undefined ? `HTTP${status}` : name;
}

const throttled = /Throttl|TooManyRequests|LimitExceeded|ThroughputExceeded|SlowDown/;
const clockSkew =
  /^(SignatureDoesNotMatch|InvalidSignatureException|RequestExpired|RequestTimeTooSkewed|RequestInTheFuture)$/;

/** The SDK's rules: network, server and throttling errors may pass, what was wrong with the call does not. */
export function retryDecisionOf({ status }: HttpResponse, name: string): RetryDecision {
  if (status === 429 || throttled.test(name)) return 'slower';
  // A 200 that is no JSON did not come from AWS, but from something in between.
  if (status >= 500 || status === 408 || status === 200 || /^RequestTimeout/.test(name)) return 'soon';
  return clockSkew.test(name) ? 'with-the-right-time' : 'none';
}
