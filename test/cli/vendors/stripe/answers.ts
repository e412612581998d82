import type { ServerResponse } from 'node:http';

export function refuse(response: ServerResponse, status: number, message: string, more: object = {}): void {
  json(response, status, { error: { type: 'invalid_request_error', message, ...more } });
}

export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_fake' });
  response.end(JSON.stringify(body));
}

/** As Stripe refuses a restricted key. */
export const denied = (response: ServerResponse, permission: string): void =>
  refuse(
    response,
    403,
    `The provided key 'rk_test_*****' does not have the required permissions for this endpoint on account 'acct_1Fake'. Having the '${permission}' permission would allow this request to continue.`,
  );
