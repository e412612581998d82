import type { ClientRequest, IncomingHttpHeaders } from 'node:http';

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** No response, or none to its end. */
export interface NoResponse {
  /** `TimeoutError`, `AbortError`, or the error's code or name. */
  readonly failed: string;
  /** Of the network. Never to be logged, as it may quote the request. */
  readonly error?: unknown;
  /** The connection had been open before: that its other end was gone says nothing about the service. */
  readonly wasOpen: boolean;
}

export interface ExchangeOptions {
  readonly body?: string | undefined;
  /** From now to the response's last byte. */
  readonly timeoutMs: number;
  /** Until the connection is open. */
  readonly connectTimeoutMs?: number;
  /** Not aborted yet. */
  readonly signal?: AbortSignal | undefined;
}

/** Sends a request that was begun, and reads its response. Nothing of it is left once it ended. Never rejects. */
export function exchange(
  sent: ClientRequest,
  { body, timeoutMs, connectTimeoutMs = timeoutMs, signal }: ExchangeOptions,
): Promise<HttpResponse | NoResponse> {
  return new Promise((resolve) => {
    let wasOpen = sent.socket?.connecting === false;
    sent.once('socket', ({ connecting }) => {
      wasOpen = !connecting;
    });
    const end = (ended: HttpResponse | NoResponse): void => {
      clearTimeout(toAnswer);
      clearTimeout(toConnect);
      signal?.removeEventListener('abort', cancel);
      // Only the first end counts.
      resolve(ended);
    };
    const giveUp = (failed: string, error?: Error) => {
      end({ failed, error, wasOpen });
      sent.destroy();
    };
    const cancel = () => giveUp('AbortError');
    const timeOut = () => giveUp('TimeoutError');
    const fail = (error: NodeJS.ErrnoException) => giveUp(error.code ?? error.name, error);
    const toAnswer = setTimeout(timeOut, timeoutMs);
    const toConnect = setTimeout(() => sent.socket?.connecting && timeOut(), connectTimeoutMs);
    signal?.addEventListener('abort', cancel);

    sent.on('error', fail);
    // After a response this changes nothing; without one it is the only sign of a connection that ended early.
    sent.once('close', () => giveUp('ECONNRESET'));
    sent.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', fail);
      response.once('end', () => {
        const { statusCode: status = 0, headers } = response;
        end({ status, headers, text: Buffer.concat(chunks).toString() });
      });
    });
    sent.end(body);
  });
}
