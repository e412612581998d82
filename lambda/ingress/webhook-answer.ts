import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** What the store gets to see. Messages are ours alone and never repeat what was sent. */
export type WebhookAnswer =
  /** Null where nothing came of it: the vendor tries the address. */
  | { readonly status: 200; readonly delivery: string | null }
  /** 202 is authentic and refused for good: nothing was queued, and the same bytes need not come again. */
  | {
      readonly status: 202 | 400 | 401 | 404 | 405 | 413 | 503;
      readonly code: string;
      readonly message: string;
      readonly headers?: Readonly<Record<string, string>>;
    };

export function httpAnswer(answer: WebhookAnswer): APIGatewayProxyStructuredResultV2 {
  const body =
    answer.status === 200
      ? answer.delivery === null
        ? {}
        : { delivery: answer.delivery }
      : { error: { code: answer.code, message: answer.message } };
  return {
    statusCode: answer.status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...(answer.status === 200 ? {} : answer.headers),
    },
    body: JSON.stringify(body),
  };
}
