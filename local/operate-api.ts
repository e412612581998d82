import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { carriesToken } from '../operator/console/access/token';
import type { LocalFunction } from './functions/local-function';

// Lambda's own limit of a request.
const largestRequest = 6 * 1024 * 1024;

/** Who acts on this machine: whoever has the run's token. */
const caller = 'local';

/** What API Gateway does in front of `operate`: in the place of a signature stands the run's token. */
export function operateApi(operate: Pick<LocalFunction, 'invoke'>, token: string): RequestListener {
  return (request, response) => {
    answer(request, response, operate, token).catch(() => response.destroy());
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  operate: Pick<LocalFunction, 'invoke'>,
  token: string,
): Promise<void> {
  if (!carriesToken(request.headers.authorization, token))
    return send(response, 401, { message: 'Unauthorized' });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > largestRequest) return send(response, 413, { message: 'Request Entity Too Large' });
    chunks.push(chunk);
  }
  const invoked = await operate.invoke(
    callEvent(`${request.method} ${request.url}`, Buffer.concat(chunks).toString(), caller),
  );
  if (invoked.kind !== 'result') {
    return send(response, invoked.kind === 'error' ? 500 : 503, { message: 'Internal Server Error' });
  }
  const result = invoked.result as APIGatewayProxyStructuredResultV2;
  response.writeHead(result.statusCode ?? 200, result.headers as Record<string, string>);
  response.end(result.body);
}

/** As much of the event (payload format 2.0, IAM) as the function looks at. */
export const callEvent = (routeKey: string, body: string, userArn: string) => ({
  version: '2.0',
  routeKey,
  body,
  isBase64Encoded: false,
  requestContext: { authorizer: { iam: { userArn } } },
});

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
