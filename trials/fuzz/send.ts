import { type Agent, request } from 'node:http';
import type { HostileRequest } from './requests';

/** How a request ended: a status, a connection closed without one, or nothing at all for ten seconds. */
export type Ending = number | 'closed' | 'hung';

const timeoutMs = 10_000;

/** Sends one hostile request as it is. What node's own client refuses to send is no request: it counts as closed. */
export function send(
  origin: string,
  { method, path, headers, body }: HostileRequest,
  agent: Agent,
): Promise<Ending> {
  const sends = !['GET', 'HEAD', 'TRACE'].includes(method);
  const length = ['Content-Length', String(sends ? body.length : 0)] as const;
  return new Promise((resolve) => {
    try {
      const sent = request(
        `${origin}/`,
        {
          agent,
          method,
          path,
          headers: [['Host', '127.0.0.1'], ...headers, length].flat(),
          timeout: timeoutMs,
        },
        (answer) => {
          answer.resume();
          answer.on('close', () => resolve(answer.statusCode ?? 'closed'));
        },
      );
      sent.once('timeout', () => {
        resolve('hung');
        sent.destroy();
      });
      sent.on('error', () => resolve('closed'));
      sent.end(sends ? body : undefined);
    } catch {
      resolve('closed');
    }
  });
}
