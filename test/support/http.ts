import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Sent {
  readonly method?: string;
  /** Sent as it is; `fetch` would tidy it up. */
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Buffer | string;
}

/** One request on a connection of its own: any path, header and byte that a stranger can send. */
export function http(origin: string, { method = 'GET', path = '/', headers = {}, body }: Sent = {}) {
  const { hostname, port } = new URL(origin);
  return new Promise<Answer>((resolve, reject) => {
    const sending = request({ hostname, port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sending.once('error', reject);
    sending.end(body);
  });
}

/** The answer's JSON. The caller says what it should be; a test that is wrong about it fails on its values. */
export function json<T>(answer: Answer): T {
  return JSON.parse(answer.text) as T;
}
