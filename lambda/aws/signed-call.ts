import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SignatureV4 } from '@smithy/signature-v4';
import { connectionsTo, type HttpAnswer } from './connections';

/** A service of AWS that speaks one of its JSON protocols. */
export interface AwsService {
  /** As its host and its signatures name it. */
  readonly name: string;
  /** The part of `X-Amz-Target` before the operation. */
  readonly target: string;
  readonly jsonVersion: '1.0' | '1.1';
  /** The variable that names another endpoint; `AWS_ENDPOINT_URL` does for all services. */
  readonly endpointVariable: string;
}

export interface SignedCallDeps {
  /** Region, endpoints and credentials, as Lambda gives them; credentials are read at each call. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  readonly random: () => number;
}

/** What a service says no with; the name is AWS's own, or the network's. */
export class CallFailed extends Error {
  constructor(
    readonly service: string,
    override readonly name: string,
  ) {
    super(`A call to ${service} failed`);
  }
}

export interface SignedCaller {
  /**
   * @returns the answer's JSON
   * @throws CallFailed, named `AbortError` once the signal is aborted
   */
  call(operation: string, input: object, signal?: AbortSignal): Promise<object>;
  openAhead(connections: number): void;
}

const attempts = 2;
/** The longest pause before the second attempt, as the SDK's. */
const pauseMs = { usual: 100, throttled: 500 };

type Attempt =
  | { readonly kind: 'answer'; readonly json: object }
  | {
      readonly kind: 'failed';
      readonly name: string;
      readonly next: 'end' | 'retry' | 'retry-free' | 'slower';
    };

/**
 * Calls AWS with AWS's own signer over Node's own HTTPS. The one exception to "both functions use the SDK's
 * clients": those take longer to load than everything else `receive` does at a cold start, and a store waits for
 * it. What the SDK does for these calls is done here too; test/aws/signed-call.test.ts compares the two.
 */
export function signedCaller(service: AwsService, deps: SignedCallDeps): SignedCaller {
  const { environment } = deps;
  const region = required(environment, 'AWS_REGION');
  const endpoint = endpointOf(service, region, environment);
  const connections = connectionsTo(endpoint);
  // How far AWS's clock is ahead of this machine's, once that made it refuse a signature.
  let skewMs = 0;
  const signer = new SignatureV4({
    service: service.name,
    region,
    credentials: async () => ({
      accessKeyId: required(environment, 'AWS_ACCESS_KEY_ID'),
      secretAccessKey: required(environment, 'AWS_SECRET_ACCESS_KEY'),
      ...(environment.AWS_SESSION_TOKEN ? { sessionToken: environment.AWS_SESSION_TOKEN } : {}),
    }),
    sha256: Sha256,
  });

  async function attempt(operation: string, body: string, signal: AbortSignal | undefined): Promise<Attempt> {
    const { headers } = await signer.sign(
      {
        method: 'POST',
        protocol: endpoint.protocol,
        hostname: endpoint.hostname,
        path: endpoint.pathname,
        headers: {
          host: endpoint.host,
          'content-type': `application/x-amz-json-${service.jsonVersion}`,
          'content-length': String(Buffer.byteLength(body)),
          'x-amz-target': `${service.target}.${operation}`,
          // Lambda finds functions that call one another in circles by it, and X-Ray what belongs together.
          ...(environment._X_AMZN_TRACE_ID ? { 'x-amzn-trace-id': environment._X_AMZN_TRACE_ID } : {}),
        },
        body,
      },
      { signingDate: new Date(deps.now().getTime() + skewMs) },
    );
    if (signal?.aborted) return { kind: 'failed', name: 'AbortError', next: 'end' };
    const answer = await connections.post(headers, body, signal);
    if ('failed' in answer) {
      const { failed: name, wasOpen } = answer;
      if (name === 'AbortError') return { kind: 'failed', name, next: 'end' };
      return { kind: 'failed', name, next: wasOpen && name !== 'TimeoutError' ? 'retry-free' : 'retry' };
    }
    return read(answer);
  }

  function read(answer: HttpAnswer): Attempt {
    const json = jsonObject(answer.text);
    if (answer.status === 200 && json) return { kind: 'answer', json };
    const name = errorNameOf(answer, json);
    return { kind: 'failed', name, next: nextAfter(answer, name) };
  }

  function nextAfter({ status, headers }: HttpAnswer, name: string): 'end' | 'retry' | 'slower' {
    if (status === 429 || throttling.test(name)) return 'slower';
    // A 200 that is no JSON did not come from AWS's service.
    if (status >= 500 || status === 200 || /^RequestTimeout/.test(name)) return 'retry';
    const ahead = Date.parse(headers.date ?? '') - deps.now().getTime();
    if (!clockSkew.test(name) || !(Math.abs(ahead - skewMs) > 240_000)) return 'end';
    skewMs = ahead;
    return 'retry';
  }

  return {
    openAhead: connections.openAhead,

    async call(operation, input, signal) {
      const body = JSON.stringify(input);
      for (let left = attempts; ; ) {
        if (signal?.aborted) throw new CallFailed(service.name, 'AbortError');
        const ended = await attempt(operation, body, signal);
        if (ended.kind === 'answer') return ended.json;
        // Each of these used up an open connection, so they come to an end.
        if (ended.next === 'retry-free') continue;
        left -= 1;
        if (ended.next === 'end' || left === 0) throw new CallFailed(service.name, ended.name);
        const longest = ended.next === 'slower' ? pauseMs.throttled : pauseMs.usual;
        await sleep(deps.random() * longest, undefined, signal ? { signal } : {}).catch(() => {});
      }
    },
  };
}

const throttling = /Throttl|TooManyRequests|LimitExceeded|ThroughputExceeded|SlowDown/;
const clockSkew =
  /^(SignatureDoesNotMatch|InvalidSignatureException|RequestExpired|RequestTimeTooSkewed|RequestInTheFuture)$/;

function endpointOf(service: AwsService, region: string, environment: SignedCallDeps['environment']): URL {
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const given = environment[service.endpointVariable] || environment.AWS_ENDPOINT_URL;
  return new URL(given || `https://${service.name}.${region}.${suffix}`);
}

function required(environment: SignedCallDeps['environment'], name: string): string {
  const value = environment[name];
  if (!value) throw new Error(`${name} is missing in the function's environment`);
  return value;
}

function jsonObject(text: string): object | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? json : undefined;
  } catch {
    return undefined;
  }
}

/** `com.amazonaws.sqs#QueueDoesNotExist`, or `ThrottlingException:http://…` in a header: the name alone. */
function errorNameOf({ status, headers }: HttpAnswer, json: object | undefined): string {
  const given = json && '__type' in json ? json.__type : headers['x-amzn-errortype'];
  const [name = ''] = /[A-Za-z0-9.]{1,80}(?=(:.*)?$)/.exec(String(given ?? '').replace(/^.*#/, '')) ?? [];
  return name || `HTTP${status}`;
}

/** What the signer hashes with. */
class Sha256 {
  readonly #hash: Hash | Hmac;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }
  update(data: Uint8Array): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {
    throw new Error('The signer takes a new hash each time');
  }
}

const bytesOf = (data: string | ArrayBuffer | ArrayBufferView): string | NodeJS.ArrayBufferView =>
  data instanceof ArrayBuffer
    ? new Uint8Array(data)
    : typeof data === 'string'
      ? data
      : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
