import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from './aws-error';
import { accessKeyIn, callerOf } from './environment';

/** What happens to a request instead of being served. */
export type Fault =
  | { kind: 'error'; status: number }
  /** The request is read and never answered: the caller has to time out. */
  | { kind: 'hang' }
  /** The connection is cut without an answer. */
  | { kind: 'close' }
  /** The work is done at once, and the answer comes so much later: perhaps when the caller has given up. */
  | { kind: 'slow'; ms: number };

/**
 * Faults for chaos runs. The stand-ins look at `intercept` on every request, so the holder of this object
 * switches faults on and off while they run.
 */
export type Faults = {
  /** @param caller the function that calls, as its access key says */
  intercept?: ((operation: string, caller: string) => Fault | undefined) | undefined;
};

/** The last part of `x-amz-target`: `AmazonSQS.SendMessage` asks for `SendMessage`. */
export function operationName(request: IncomingMessage): string {
  const target = String(request.headers['x-amz-target'] ?? '');
  return target.slice(target.lastIndexOf('.') + 1);
}

/** Applies the fault that is set for this request, if any; answers whether the request is dealt with. */
export function applyFault(
  faults: Faults | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  answer: (error: AwsError) => void,
): boolean {
  const caller = callerOf(accessKeyIn(request.headers.authorization));
  const fault = faults?.intercept?.(operationName(request), caller);
  if (fault === undefined) return false;
  // A cut connection shows up here as well as at the client, where it belongs.
  request.on('error', () => {});
  if (fault.kind === 'slow') {
    answerLater(response, fault.ms);
    return false;
  }
  if (fault.kind === 'close') {
    request.socket.destroy();
    return true;
  }
  // The body is read to its end even when it is not used: answering before that would reset the connection
  // under a client that is still sending, which is another fault than the one asked for.
  request.resume();
  if (fault.kind === 'error') {
    request.once('end', () => {
      if (!response.destroyed) answer(faultError(fault.status));
    });
  }
  return true;
}

function answerLater(response: ServerResponse, ms: number): void {
  const end = response.end.bind(response);
  response.end = ((...args: Parameters<typeof end>) => {
    setTimeout(() => end(...args), ms);
    return response;
  }) as typeof response.end;
}

function faultError(status: number): AwsError {
  const message = 'Injected fault';
  if (status >= 500) return new AwsError('InternalFailure', message, status);
  // The SDK retries throttling by name, whatever its status is (AWS sends it as 400).
  if (status === 429 || status === 400) return new AwsError('ThrottlingException', message, status);
  return new AwsError('AccessDeniedException', message, status);
}
