import * as v from 'valibot';
import { pageSize, restPath } from '../rest';

/** The topics of customers. A webhook has one. */
export const wooTopics = ['customer.created', 'customer.updated', 'customer.deleted'] as const;
export type WooTopic = (typeof wooTopics)[number];

/** A webhook of a shop, as far as subscribing needs it. WooCommerce shows its secret to nobody. */
export interface WooWebhook {
  readonly id: string;
  readonly topic: string;
  readonly url: string;
  /** Neither paused by somebody, nor disabled by WooCommerce after failures in a row. */
  readonly active: boolean;
  /** The fingerprint of the secret that `subscribe` gave it; null for a webhook that it did not make. */
  readonly signedWith: string | null;
}

/** The only text of a webhook that is free: the fingerprint of its secret stands there. */
export const webhookName = (topic: WooTopic, fingerprint: string) => `masivo-bridge ${topic} ${fingerprint}`;

const fingerprintIn = (name: string): string | null =>
  /^masivo-bridge \S+ ([0-9a-f]{12})$/.exec(name.trim())?.[1] ?? null;

export const webhooksPath = `${restPath}/webhooks`;

/** @param page from 1. A short one is the last. */
export function webhooksPage(page: number): string {
  const order = { status: 'all', orderby: 'id', order: 'asc' };
  return `${webhooksPath}?${new URLSearchParams({ ...order, per_page: String(pageSize), page: String(page) })}`;
}

const Listed = v.array(
  v.object({
    id: v.pipe(v.union([v.number(), v.string()]), v.transform(String), v.regex(/^\d{1,30}$/)),
    name: v.string(),
    topic: v.string(),
    status: v.string(),
    delivery_url: v.string(),
  }),
);

/** A page of the list; undefined for what is none. */
export function webhooksIn(answer: unknown): WooWebhook[] | undefined {
  const listed = v.safeParse(Listed, answer);
  if (!listed.success) return undefined;
  return listed.output.map(({ id, name, topic, status, delivery_url: url }) => ({
    ...{ id, topic, url, active: status === 'active' },
    signedWith: fingerprintIn(name),
  }));
}
