import type { FinalizeHandler } from '@smithy/types';
import { clientTimeouts } from '../../../lambda/aws/client-timeouts';
import type { Seen } from './server';

/** What the tests need that make one call through the SDK's client and through ours. */

export const now = new Date('2026-03-09T12:20:00.000Z');
export const credentials = { AWS_ACCESS_KEY_ID: 'AKIDFAKE', AWS_SECRET_ACCESS_KEY: 'fake/secret+key' };
export const environment = { AWS_REGION: 'eu-west-1', ...credentials };
export type Variables = Readonly<Record<string, string>>;

/** Signatures hold the time; sockets and pauses need the real timers. */
export const stopTheClock = () =>
  jest.useFakeTimers({
    now,
    doNotFake: [
      'nextTick',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'setTimeout',
      'clearTimeout',
      'queueMicrotask',
      'hrtime',
      'performance',
    ],
  });

export const deps = (more: Variables) => ({
  environment: { ...environment, ...more },
  now: () => new Date(),
  random: () => 0,
});

export const sdkSettings = (url: string, more: Variables, maxAttempts = 2) => ({
  ...clientTimeouts,
  maxAttempts,
  endpoint: url,
  region: 'eu-west-1',
  credentials: {
    accessKeyId: credentials.AWS_ACCESS_KEY_ID,
    secretAccessKey: credentials.AWS_SECRET_ACCESS_KEY,
    ...(more.AWS_SESSION_TOKEN ? { sessionToken: more.AWS_SESSION_TOKEN } : {}),
  },
});

// What the SDK tells AWS of itself, and a wish for the older names of SQS's errors.
const ofTheSdk = /^(amz-sdk-.*|x-amz-user-agent|user-agent|x-amzn-query-mode)$/i;

/** Taken away before the SDK signs, so that even the signatures have to be equal. */
export function withoutTelemetry<I extends object, O extends object>(
  next: FinalizeHandler<I, O>,
): FinalizeHandler<I, O> {
  return (args) => {
    const { headers } = args.request as { headers: Record<string, string> };
    for (const name of Object.keys(headers)) if (ofTheSdk.test(name)) delete headers[name];
    return next(args);
  };
}
export const beforeSigning = {
  name: 'withoutTelemetry',
  relation: 'before',
  toMiddleware: 'httpSigningMiddleware',
} as const;

/** As AWS has to see it: what only concerns the connection, and the SDK's telemetry, is left out. */
export function onTheWire({ method, path, headers, body }: Seen) {
  const named = Object.entries(headers).filter(([name]) => name !== 'connection' && !ofTheSdk.test(name));
  return { method, path, headers: Object.fromEntries(named), body: JSON.parse(body) as unknown };
}
