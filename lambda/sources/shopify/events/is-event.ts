import { isObject } from '../../../json';

/**
 * Whether a body is one of Shopify's Events, the successor of classic webhooks. The body says so itself: it is signed,
 * and headers are not. No resource that classic webhooks send has both members.
 * https://shopify.dev/docs/apps/build/events
 */
export const isEvent = (
  body: unknown,
): body is Readonly<Record<string, unknown>> & { readonly topic: string; readonly action: string } =>
  isObject(body) && typeof body.topic === 'string' && typeof body.action === 'string';
