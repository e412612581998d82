import Stripe from 'stripe';
import { newestVersion } from '../../../lambda/sources/stripe/api-version';
import { CommandError } from '../../exit';

export interface StripeDeps {
  /** A secret or restricted key. */
  readonly key: string;
  /** Another address than Stripe's, for tests. */
  readonly origin?: string;
}

/**
 * Bodies of snapshot events keep this form until somebody subscribes again, even if the account's default version
 * changes. Calls below `/v2` are refused without a version.
 */
export const apiVersion = newestVersion;

/** Stripe's own client. */
export function stripeClient({ key, origin }: StripeDeps): Stripe {
  return new Stripe(key, {
    apiVersion,
    maxNetworkRetries: 2,
    timeout: 20_000,
    telemetry: false,
    ...(origin === undefined ? {} : addressOf(origin)),
  });
}

function addressOf(origin: string) {
  const { protocol, hostname, port } = new URL(origin);
  return {
    host: hostname,
    port: port || (protocol === 'http:' ? '80' : '443'),
    protocol: protocol === 'http:' ? ('http' as const) : ('https' as const),
  };
}

/** Stripe refuses, or cannot be reached. */
export class RefusedByStripe extends CommandError {
  /** @param status of Stripe's answer; undefined where there was none */
  constructor(
    readonly status: number | undefined,
    message: string,
    fix: string,
  ) {
    super('unreachable', message, fix);
  }
}

/**
 * Stripe's errors as sentences. They hold the request with its key, so only these sentences are passed on.
 * @param needs the permission that a restricted key has to have
 */
export async function refusing<T>(needs: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) throw refusal(needs, error);
    throw error;
  }
}

function refusal(needs: string, error: Stripe.errors.StripeError): RefusedByStripe {
  const { statusCode: status, code, param, message } = error;
  if (error instanceof Stripe.errors.StripeConnectionError) {
    const fix = 'Look at the network, and at Stripe’s status page.';
    return new RefusedByStripe(undefined, 'Stripe does not answer.', fix);
  }
  if (status === 401) {
    return new RefusedByStripe(
      status,
      'Stripe does not know this key (HTTP 401).',
      'Was it revoked, or copied in part? Give another one: `subscribe stripe --access token`.',
    );
  }
  if (status === 403) {
    // "Having the 'rak_customer_read' permission would allow this request to continue."
    const [permission] = /\brak_[a-z0-9_]+\b/.exec(message) ?? [];
    return new RefusedByStripe(
      status,
      'This key may not do that (HTTP 403).',
      `A restricted key needs "${needs}"${permission === undefined ? '' : ` (${permission})`}.`,
    );
  }
  const what = [`HTTP ${status ?? 'none'}`, code, param].filter(Boolean).join(', ');
  return new RefusedByStripe(
    status,
    `Stripe refuses (${what}).`,
    'Compare with the endpoints in its dashboard.',
  );
}
