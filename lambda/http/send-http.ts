import type { Failure } from '../masivo/answer';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  /** Ends it before its time. */
  readonly signal?: AbortSignal;
  /** Its token may have expired: then a 401 is an everyday thing, and another request follows. */
  readonly mayBeExpired?: true;
  /** Its success shows that Masivo has a customer whom this request did not create. */
  readonly showsCustomer?: true;
  /** It only fetches a token. */
  readonly signIn?: true;
  /** Masivo limits it on its own (page "resource-limits"): its 429 says nothing of other requests. */
  readonly hasOwnLimit?: true;
  /** Whose API it is for, as people write it, where it is not Masivo's. */
  readonly vendor?: string;
}

export type HttpAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly text: string;
      readonly retryAfterMs?: number;
    }
  | Extract<Failure, { kind: 'unsent' | 'lost' }>;

/** One request, no retries of its own, no redirects: a 3xx is an answer to be looked at by people. */
export type SendHttp = (request: HttpRequest) => Promise<HttpAnswer>;

/** The same for one attempt. Once the signal is aborted, nothing is sent, and what is under way is given up. */
export const sentUntilAborted =
  (http: SendHttp, signal: AbortSignal): SendHttp =>
  (request) =>
    http({ ...request, signal });
