import { isObject, memberOf } from '../../../lambda/json';
import type { LocalSubscription } from '../vendor';

type Stored = Readonly<Record<string, unknown>>;

/** The webhook subscriptions of the one app that asks, by the documents of `reconcile` and `subscribe`. */
export class ShopifySubscriptions {
  readonly #stored = new Map<string, Stored>();
  #last = 0;

  put(id: string, subscription: unknown): void {
    if (isObject(subscription)) this.#stored.set(id, subscription);
    else this.#stored.delete(id);
  }

  clear(): void {
    this.#stored.clear();
  }

  get all(): readonly LocalSubscription[] {
    return [...this.#stored.values()].map(({ uri, topic }) => ({
      address: String(uri),
      topics: [String(topic)],
    }));
  }

  /** Undefined for a document that asks for something else. */
  answerTo(query: string, variables: unknown): object | undefined {
    const [, name] = /\b(webhookSubscription(?:s|Create|Update|Delete))\(/.exec(query) ?? [];
    const id = String(memberOf(variables, 'id'));
    const wanted = memberOf(variables, 'wanted');
    switch (name) {
      case 'webhookSubscriptions':
        return { data: { webhookSubscriptions: this.#page(memberOf(variables, 'topics')) } };
      case 'webhookSubscriptionCreate': {
        const topic = String(memberOf(variables, 'topic'));
        const refused = this.#refusalOf(wanted, topic);
        if (refused === undefined) {
          this.#last += 1;
          const made = `gid://shopify/WebhookSubscription/${this.#last}`;
          this.#stored.set(made, { id: made, topic, ...(isObject(wanted) ? wanted : {}) });
        }
        return changed(name, refused);
      }
      case 'webhookSubscriptionUpdate': {
        const was = this.#stored.get(id);
        const refused = was
          ? this.#refusalOf(wanted, String(was.topic), id)
          : 'Webhook subscription does not exist';
        if (was && refused === undefined) {
          this.#stored.set(id, { ...was, ...(isObject(wanted) ? wanted : {}) });
        }
        return changed(name, refused);
      }
      case 'webhookSubscriptionDelete':
        return changed(name, this.#stored.delete(id) ? undefined : 'Webhook subscription does not exist');
      default:
        return undefined;
    }
  }

  #page(topics: unknown) {
    const nodes = [...this.#stored.values()]
      .filter(({ topic }) => !Array.isArray(topics) || topics.includes(topic))
      .map(
        (each): Stored => ({
          filter: null,
          includeFields: [],
          metafieldNamespaces: [],
          apiVersion: { handle: '2026-10', supported: true },
          ...each,
        }),
      );
    return { nodes, pageInfo: { hasNextPage: false, endCursor: nodes.at(-1)?.id ?? null } };
  }

  #refusalOf(wanted: unknown, topic: string, id?: string): string | undefined {
    const uri = memberOf(wanted, 'uri');
    if (typeof uri !== 'string' || !/^(https:\/\/|http:\/\/127\.0\.0\.1:)/.test(uri)) {
      return 'Address is invalid';
    }
    const isTaken = [...this.#stored].some(
      ([at, each]) => at !== id && each.topic === topic && each.uri === uri,
    );
    return isTaken ? 'Address for this topic has already been taken' : undefined;
  }
}

const changed = (name: string, refused: string | undefined) => ({
  data: {
    [name]: {
      userErrors: refused === undefined ? [] : [{ field: ['webhookSubscription'], message: refused }],
    },
  },
});
