import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpResponse } from '../http/exchange';
import { parsedJson } from '../json';
import { type AwsService, endpointOf, type FunctionEnvironment } from './aws-service';
import { CallFailed, errorNameOf, retryDecisionOf } from './call-failed';
import { connectionsTo } from './connections';
import { headerSigner } from './signed-headers';

export interface SignedCallDeps {
  /** Region, endpoints and credentials, as Lambda gives them. */
  readonly environment: FunctionEnvironment;
  readonly now: () => Date;
  readonly random: () => number;
}

export interface SignedCaller {
  /**
   * @returns the answer's JSON
   * @throws CallFailed, named `AbortError` once the signal is aborted
   */
  call(operation: string, input: object, signal?: AbortSignal): Promise<object>;
  /** Begins a connection for a call to come. */
  openAhead(): void;
}

/** The longest pause before the second attempt, as the SDK's; it doubles with each further one. */
const pauseMs = { soon: 100, slower: 500 };
/** AWS takes signatures of the last five minutes. */
const toleratedSkewMs = 240_000;

/** A call with all its attempts takes less, unless Lambda held the function still meanwhile. */
const longestCallMs = 15_000;

/** Why an attempt failed, and the pause before the next; `again` is one that does not count. */
interface Failure {
  readonly why: string;
  readonly next: 'none' | 'again' | keyof typeof pauseMs;
}

/**
 * Calls AWS with its own signer over Node's own HTTPS. Loading the SDK's clients takes a cold start longer than all
 * else that a function does until it is ready; Lambda bills that time, and a store waits for it. What the SDK does for
 * these calls is done here too; test/lambda/aws/signed-call.test.ts compares the two call by call.
 * @param attempts as the SDK counts them, the first included
 */
export function signedCaller(
  service: AwsService,
  { environment, now, random }: SignedCallDeps,
  attempts = 2,
): SignedCaller {
  const sign = headerSigner(service, environment);
  const connections = connectionsTo(endpointOf(service, environment), now);
  // How far AWS's clock is ahead of ours, once it refused a signature for that.
  let skewMs = 0;

  async function attempt(
    operation: string,
    body: string,
    signal?: AbortSignal,
  ): Promise<{ readonly json: object } | Failure> {
    const headers = await sign(operation, body, new Date(now().getTime() + skewMs));
    const answer = await connections.post(headers, body, signal);
    if ('failed' in answer) {
      const { failed: why, wasOpen } = answer;
      if (signal?.aborted) return { why: 'AbortError', next: 'none' };
      // AWS closes what is idle, also while Lambda holds the function still: that is no failure of the service.
      return { why, next: wasOpen && why !== 'TimeoutError' ? 'again' : 'soon' };
    }
    const json = jsonObject(answer.text);
    return answer.status === 200 && json ? { json } : failureOf(answer, errorNameOf(answer, json));
  }

  function failureOf(answer: HttpResponse, why: string): Failure {
    const hope = retryDecisionOf(answer, why);
    if (hope !== 'with-the-right-time') return { why, next: hope };
    const ahead = Date.parse(answer.headers.date ?? '') - now().getTime();
    if (!(Math.abs(ahead - skewMs) > toleratedSkewMs)) return { why, next: 'none' };
    skewMs = ahead;
    return { why, next: 'soon' };
  }

  return {
    openAhead: connections.openAhead,

    async call(operation, input, signal) {
      const body = JSON.stringify(input);
      const startedAt = now().getTime();
      // What a call was to write may be outdated by then: whoever sent it was given up.
      const isOutdated = () => now().getTime() - startedAt > longestCallMs;
      for (let failures = 0; ; ) {
        const ended = await attempt(operation, body, signal);
        if ('json' in ended) return ended.json;
        if (isOutdated()) throw new CallFailed(service.name, ended.why);
        // Each of these used up one of the open connections, so they come to an end.
        if (ended.next === 'again') continue;
        failures += 1;
        if (ended.next === 'none' || failures >= attempts) throw new CallFailed(service.name, ended.why);
        const longest = pauseMs[ended.next] * 2 ** (failures - 1);
        await sleep(random() * longest, undefined, signal ? { signal } : {}).catch(() => {});
        if (isOutdated()) throw new CallFailed(service.name, ended.why);
      }
    },
  };
}

function jsonObject(text: string): object | undefined {
  const json = parsedJson(text);
  return typeof json === 'object' && json !== null ? json : undefined;
}
