import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { LocalFunction } from './functions/local-function';

// API Gateway's own limit of an HTTP API's request body.
const largestRequest = 10 * 1024 * 1024;

/**
 * The webhook port: what API Gateway's HTTP API does in front of `receive` (payload format 2.0), and
 * `GET /health`. People tunnel this port to the internet (TUNNEL_HOST), so there is nothing else on it.
 */
export function httpApi(
  receive: Pick<LocalFunction, 'invoke'>,
  onUnknownAddress: (path: string) => void = () => undefined,
): RequestListener {
  return (request, response) => {
    answer(request, response, receive, onUnknownAddress).catch(() => {
      if (!response.headersSent) send(response, 500, { message: 'Internal Server Error' });
      else response.destroy();
    });
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  receive: Pick<LocalFunction, 'invoke'>,
  onUnknownAddress: (path: string) => void,
) {
  const target = request.url ?? '/';
  const [path = '/'] = target.split('?', 1);
  if (path === '/health') {
    if (request.method === 'GET' || request.method === 'HEAD') return send(response, 200, { status: 'ok' });
    return send(response, 405, { message: 'Method Not Allowed' }, { allow: 'GET' });
  }
  const body = await readBody(request);
  if (body === 'aborted') return;
  if (body === 'too large')
    return send(response, 413, { message: 'Request Entity Too Large' }, { connection: 'close' });
  const invoked = await receive.invoke(gatewayEvent(request, path, target.slice(path.length + 1), body));
  if (invoked.kind === 'error') return send(response, 500, { message: 'Internal Server Error' });
  if (invoked.kind === 'crashed') return send(response, 503, { message: 'Service Unavailable' });
  const result = invoked.result as APIGatewayProxyStructuredResultV2;
  if (result.statusCode === 404) onUnknownAddress(path);
  response.writeHead(result.statusCode ?? 200, result.headers as Record<string, string>);
  response.end(result.body);
}

function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<Buffer | 'too large' | 'aborted'> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += chunk.length;
      if (size <= largestRequest) chunks.push(chunk);
      // Reading on for a while lets the sender see the answer; without a limit it would be a way to keep us busy.
      if (size > 2 * largestRequest) return 'too large';
    }
  } catch {
    return 'aborted';
  }
  return size > largestRequest ? 'too large' : Buffer.concat(chunks);
}

/** The event as API Gateway makes it: lower-cased header names, repeated headers joined with a comma. */
function gatewayEvent(
  request: IncomingMessage,
  rawPath: string,
  rawQueryString: string,
  body: Buffer,
): APIGatewayProxyEventV2 {
  const text = isText(request.headers['content-type']) ? textOf(body) : undefined;
  const method = request.method ?? 'GET';
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    headers: joinedHeaders(request.rawHeaders),
    requestContext: {
      accountId: 'local',
      apiId: 'local',
      domainName: request.headers.host ?? 'localhost',
      domainPrefix: 'local',
      http: {
        method,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: 'local',
      routeKey: '$default',
      stage: '$default',
      time: new Date().toISOString(),
      timeEpoch: Date.now(),
    },
    ...(body.length === 0 ? {} : { body: text ?? body.toString('base64') }),
    isBase64Encoded: body.length > 0 && text === undefined,
  };
}

function joinedHeaders(raw: readonly string[]): Record<string, string> {
  const headers = new Map<string, string>();
  for (let index = 0; index < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = raw[index + 1] ?? '';
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(headers);
}

const isText = (contentType: string | undefined) =>
  /^\s*(text\/|application\/(json|javascript|xml|[\w.+-]+\+(json|xml))\s*(;|$))/i.test(contentType ?? '');

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes that are no UTF-8 would not survive as text, and a signature covers bytes. */
function textOf(body: Buffer): string | undefined {
  try {
    return utf8.decode(body);
  } catch {
    return undefined;
  }
}
