import { maxBodyBytes } from '../../lambda/ingress/handle-webhook';
import type { HostileRequest } from './requests';
import type { Ending } from './send';

/**
 * The violation, if this answer is one. A connection that is closed without an answer is Node's own refusal of invalid
 * HTTP. Pure.
 */
export function faultOf(
  { authentic, method, path, body }: HostileRequest,
  ending: Ending,
): string | undefined {
  const told = `${ending} to ${method} ${path.slice(0, 60)}`;
  if (ending === 'hung') return `no answer: ${told}`;
  if (ending !== 'closed' && ending >= 500) return `answered ${told}`;
  if (ending === 200 && !authentic) return `accepted a forgery: ${told}`;
  if (ending === 202 && !authentic) return `took a forgery for authentic: ${told}`;
  if (authentic && ending !== rightAnswer(body)) return `rejected an authentic event: ${told}`;
  return undefined;
}

function rightAnswer(body: Buffer): number {
  if (body.length > maxBodyBytes) return 413;
  // Whatever is signed and no object is refused for good.
  return /^\uFEFF?[ \t\r\n]*\{/.test(body.toString()) ? 200 : 202;
}
