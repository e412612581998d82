import Stripe from 'stripe';
import { CommandError } from '../../exit';
import type { StripeEvent } from './events';

/** A webhook endpoint as far as subscribing needs it. */
export interface StripeEndpoint {
  readonly id: string;
  readonly url: string;
  readonly enabled: boolean;
  readonly events: readonly string[];
  /** The fingerprint of the secret that `subscribe` stored for it; null for an endpoint that it did not create. */
  readonly signedWith: string | null;
}

export interface StripeEndpoints {
  /** All of them. @throws CommandError */
  list(): Promise<StripeEndpoint[]>;
  /** Stripe shows the signing secret in this answer and never again; null where it was left out. */
  create(url: string, events: readonly StripeEvent[]): Promise<{ id: string; secret: string | null }>;
  update(
    id: string,
    changes: { events?: readonly StripeEvent[]; enabled?: true; signedWith?: string },
  ): Promise<void>;
  delete(id: string): Promise<void>;
  /** The account's id, or null where the key may not ask. */
  account(): Promise<string | null>;
}

export interface StripeDeps {
  /** A secret or restricted key; the latter needs "Webhook Endpoints: write". */
  readonly key: string;
  /** Another address than Stripe's, for tests. */
  readonly origin?: string;
}

/** Bodies keep this form until somebody subscribes again, even if the account's default version changes. */
const apiVersion = '2026-10-28.endive';
const fingerprintKey = 'masivo_bridge_signed_with';

/** Stripe's webhook endpoints, with Stripe's own client. */
export function stripeEndpoints({ key, origin }: StripeDeps): StripeEndpoints {
  const stripe = new Stripe(key, {
    apiVersion,
    maxNetworkRetries: 2,
    timeout: 20_000,
    telemetry: false,
    ...(origin === undefined ? {} : addressOf(origin)),
  });
  const { webhookEndpoints } = stripe;
  return {
    list: () =>
      refusing(async () => {
        const found: StripeEndpoint[] = [];
        for await (const endpoint of webhookEndpoints.list({ limit: 100 })) {
          found.push({
            id: endpoint.id,
            url: endpoint.url,
            enabled: endpoint.status === 'enabled',
            events: endpoint.enabled_events,
            signedWith: endpoint.metadata[fingerprintKey] || null,
          });
        }
        return found;
      }),
    create: (url, events) =>
      refusing(async () => {
        const { id, secret } = await webhookEndpoints.create({
          url,
          enabled_events: [...events],
          api_version: apiVersion,
          description: 'masivo-bridge',
        });
        return { id, secret: secret || null };
      }),
    update: (id, { events, enabled, signedWith }) =>
      refusing(async () => {
        await webhookEndpoints.update(id, {
          ...(events === undefined ? {} : { enabled_events: [...events] }),
          ...(enabled === undefined ? {} : { disabled: false }),
          ...(signedWith === undefined ? {} : { metadata: { [fingerprintKey]: signedWith } }),
        });
      }),
    delete: (id) => refusing(async () => void (await webhookEndpoints.del(id))),
    account: () =>
      refusing(() =>
        stripe.accounts.retrieveCurrent().then(
          ({ id }) => id,
          (error: unknown) => {
            if (error instanceof Stripe.errors.StripePermissionError) return null;
            throw error;
          },
        ),
      ),
  };
}

function addressOf(origin: string) {
  const { protocol, hostname, port } = new URL(origin);
  return {
    host: hostname,
    port: port || (protocol === 'http:' ? '80' : '443'),
    protocol: protocol === 'http:' ? ('http' as const) : ('https' as const),
  };
}

/** Stripe's errors as sentences. They hold the request with its key, so only these sentences are passed on. */
async function refusing<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Stripe.errors.StripeAuthenticationError) {
      throw told(
        'Stripe does not know this key (HTTP 401).',
        'Was it revoked, or copied in part? Give another one: `subscribe stripe --access token`.',
      );
    }
    if (error instanceof Stripe.errors.StripePermissionError) {
      throw told(
        'This key may not do that (HTTP 403).',
        'A restricted key needs "Webhook Endpoints: Write".',
      );
    }
    if (error instanceof Stripe.errors.StripeConnectionError) {
      throw told('Stripe does not answer.', 'Look at the network, and at Stripe’s status page.');
    }
    if (error instanceof Stripe.errors.StripeError) {
      const what = [`HTTP ${error.statusCode ?? 'none'}`, error.code, error.param].filter(Boolean).join(', ');
      throw told(`Stripe refuses (${what}).`, 'Compare with the endpoints in its dashboard.');
    }
    throw error;
  }
}

const told = (message: string, fix: string) => new CommandError('unreachable', message, fix);
