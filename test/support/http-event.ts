import type { APIGatewayProxyEventV2 } from 'aws-lambda';

export interface HttpEventInput {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/** A request as API Gateway's HTTP API hands it over (payload format 2.0). */
export function httpEvent(input: HttpEventInput): APIGatewayProxyEventV2 {
  const { method = 'POST', path = '/webhooks/shopify', headers = {}, isBase64Encoded = false } = input;
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers,
    requestContext: {
      accountId: '000000000000',
      apiId: 'fake',
      domainName: 'fake.execute-api.us-east-1.amazonaws.com',
      domainPrefix: 'fake',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'fake' },
      requestId: 'fake',
      routeKey: '$default',
      stage: '$default',
      time: '09/Mar/2026:12:20:00 +0000',
      timeEpoch: 1773058800000,
    },
    ...(input.body === undefined ? {} : { body: input.body }),
    isBase64Encoded,
  };
}
