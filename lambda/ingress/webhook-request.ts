import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { SignedRequest } from '../sources/source';

export interface WebhookRequest extends SignedRequest {
  readonly method: string;
  readonly path: string;
}

/** API Gateway's HTTP API event (payload format 2.0) as what it was on the wire. */
export function webhookRequest(event: APIGatewayProxyEventV2): WebhookRequest {
  // Without a prototype, `__proto__` is a header like any other.
  const headers: Record<string, string> = Object.create(null);
  for (const name of Object.keys(event.headers)) {
    const value = event.headers[name];
    if (value !== undefined) headers[name.toLowerCase()] = value;
  }
  return {
    method: event.requestContext.http.method,
    // In AWS each store has a route of its own, which is its path without what a domain has in front of it.
    path: /^POST (\/.+)$/.exec(event.routeKey)?.[1] ?? event.rawPath,
    headers,
    body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
  };
}
