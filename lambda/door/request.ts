import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { SignedRequest } from '../sources/source';

export interface DoorRequest extends SignedRequest {
  readonly method: string;
  readonly path: string;
}

/** API Gateway's HTTP API event (payload format 2.0) as what it was on the wire. */
export function doorRequest(event: APIGatewayProxyEventV2): DoorRequest {
  const headers = Object.entries(event.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name.toLowerCase(), value] as const],
  );
  return {
    method: event.requestContext.http.method,
    path: event.rawPath,
    headers: Object.fromEntries(headers),
    body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
  };
}
