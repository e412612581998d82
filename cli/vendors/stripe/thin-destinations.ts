import type Stripe from 'stripe';
import {
  fingerprintKey,
  type StripeEndpoint,
  sendsAll,
} from '../../../lambda/sources/stripe/subscriptions/endpoint';
import { stripeEvents } from '../../../lambda/sources/stripe/subscriptions/events';
import { refusing } from './client';
import type { StripeEndpoints } from './endpoint';

/**
 * Stripe's event destinations for thin events: `/v2/core/event_destinations`. Those for snapshot events are left out,
 * and so are those that send to a cloud and have no address.
 */
export function thinDestinations({ v2 }: Stripe): StripeEndpoints {
  const destinations = v2.core.eventDestinations;
  const asking = <T>(act: () => Promise<T>) => refusing('Event Destinations: Write', act);
  const events = [...stripeEvents.thin];
  return {
    list: () =>
      asking(async () => {
        const found: StripeEndpoint[] = [];
        // Without `include` the address is left out.
        for await (const each of destinations.list({ limit: 100, include: ['webhook_endpoint.url'] })) {
          const url = each.webhook_endpoint?.url;
          if (each.event_payload !== 'thin' || url === undefined) continue;
          found.push({
            payload: 'thin',
            id: each.id,
            url,
            enabled: each.status === 'enabled',
            events: each.enabled_events,
            signedWith: each.metadata?.[fingerprintKey] || null,
          });
        }
        return found;
      }),
    create: (url) =>
      asking(async () => {
        const { id, webhook_endpoint } = await destinations.create({
          name: 'masivo-bridge',
          type: 'webhook_endpoint',
          // It has no version of its own: Stripe refuses `snapshot_api_version` here.
          event_payload: 'thin',
          enabled_events: events,
          webhook_endpoint: { url },
          // Without it the answer has no secret, and no later one ever has.
          include: ['webhook_endpoint.signing_secret', 'webhook_endpoint.url'],
        });
        return { id, secret: webhook_endpoint?.signing_secret || null };
      }),
    correct: (was) =>
      asking(async () => {
        if (!sendsAll(was)) await destinations.update(was.id, { enabled_events: events });
        if (!was.enabled) await destinations.enable(was.id);
      }),
    mark: (id, signedWith) =>
      asking(
        async () => void (await destinations.update(id, { metadata: { [fingerprintKey]: signedWith } })),
      ),
    delete: (id) => asking(async () => void (await destinations.del(id))),
  };
}
