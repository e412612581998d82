import type Stripe from 'stripe';
import {
  fingerprintKey,
  type StripeEndpoint,
  sendsAll,
} from '../../../lambda/sources/stripe/subscriptions/endpoint';
import { stripeEvents } from '../../../lambda/sources/stripe/subscriptions/events';
import { apiVersion, refusing } from './client';
import type { StripeEndpoints } from './endpoint';

/** Stripe's webhook endpoints: `/v1/webhook_endpoints`. */
export function snapshotEndpoints({ webhookEndpoints }: Stripe): StripeEndpoints {
  const asking = <T>(act: () => Promise<T>) => refusing('Webhook Endpoints: Write', act);
  const events = [...stripeEvents.snapshot];
  return {
    list: () =>
      asking(async () => {
        const found: StripeEndpoint[] = [];
        for await (const endpoint of webhookEndpoints.list({ limit: 100 })) {
          found.push({
            payload: 'snapshot',
            id: endpoint.id,
            url: endpoint.url,
            enabled: endpoint.status === 'enabled',
            events: endpoint.enabled_events,
            signedWith: endpoint.metadata[fingerprintKey] || null,
          });
        }
        return found;
      }),
    create: (url) =>
      asking(async () => {
        const { id, secret } = await webhookEndpoints.create({
          url,
          enabled_events: events,
          api_version: apiVersion,
          description: 'masivo-bridge',
        });
        return { id, secret: secret || null };
      }),
    correct: (was) =>
      asking(async () => {
        await webhookEndpoints.update(was.id, {
          ...(sendsAll(was) ? {} : { enabled_events: events }),
          ...(was.enabled ? {} : { disabled: false }),
        });
      }),
    mark: (id, signedWith) =>
      asking(
        async () => void (await webhookEndpoints.update(id, { metadata: { [fingerprintKey]: signedWith } })),
      ),
    delete: (id) => asking(async () => void (await webhookEndpoints.del(id))),
  };
}
