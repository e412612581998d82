import { randomBytes } from 'node:crypto';
import type { LocalEvent } from '../../operator/console/local-bridge';

/**
 * A received event as one that happens now. Unchanged, ingress would take it for a duplicate, and the delivery for an
 * older state of the shopper.
 */
export function asOfNow(event: LocalEvent, now: Date): LocalEvent {
  return refresh[event.source]?.(event, now) ?? event;
}

const refresh: Readonly<Record<string, (event: LocalEvent, now: Date) => LocalEvent>> = {
  shopify: ({ headers, body, ...event }, now) => ({
    ...event,
    headers: {
      ...headers,
      'x-shopify-webhook-id': `again-${randomBytes(8).toString('hex')}`,
      'x-shopify-triggered-at': now.toISOString(),
    },
    body: body.replace(
      /^( *"updated_at": )"[^"]*"/m,
      `$1"${now.toISOString().replace(/\.\d+Z$/, '+00:00')}"`,
    ),
  }),

  stripe: ({ body, ...event }, now) => ({
    ...event,
    body: body
      .replace(/^(\{\s*"id": )"[^"]*"/, `$1"evt_again${randomBytes(8).toString('hex')}"`)
      // The event's own time stands at its first level; the customer's does not change.
      .replace(/^( {2}"created": )\d+/m, `$1${Math.floor(now.getTime() / 1000)}`),
  }),
};
