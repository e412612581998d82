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

export const fingerprintIn = (name: string): string | null =>
  /^masivo-bridge \S+ ([0-9a-f]{12})$/.exec(name.trim())?.[1] ?? null;
