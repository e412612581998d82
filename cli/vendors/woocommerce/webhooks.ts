import { pageSize } from '../../../lambda/sources/woocommerce/rest';
import {
  webhooksPath as path,
  type WooTopic,
  type WooWebhook,
  webhookName,
  webhooksIn,
  webhooksPage,
} from '../../../lambda/sources/woocommerce/subscriptions/webhook';
import { CommandError } from '../../exit';
import { askShop, type WooAccess } from './api';

/** A shop's webhooks. */
export interface WooWebhooks {
  /** All of them. @throws CommandError */
  list(): Promise<readonly WooWebhook[]>;
  /** @param signed with this secret, of this fingerprint */
  create(
    topic: WooTopic,
    url: string,
    signed: { readonly secret: string; readonly fingerprint: string },
  ): Promise<void>;
  enable(id: string): Promise<void>;
  delete(id: string): Promise<void>;
}

const needs = 'Read/Write';

/** https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks */
export function wooWebhooks(access: WooAccess): WooWebhooks {
  return {
    async list() {
      const found: WooWebhook[] = [];
      for (let page = 1; ; page += 1) {
        const { json } = await askShop(access, { path: webhooksPage(page), needs });
        const listed = webhooksIn(json);
        if (!listed) throw new CommandError('failed', 'The shop lists its webhooks in an unknown form.');
        found.push(...listed);
        if (listed.length < pageSize) return found;
      }
    },
    create: async (topic, url, { secret, fingerprint }) => {
      const body = {
        name: webhookName(topic, fingerprint),
        topic,
        delivery_url: url,
        secret,
        status: 'active',
      };
      await askShop(access, { method: 'POST', path, body, needs });
    },
    enable: async (id) => {
      await askShop(access, { method: 'PUT', path: `${path}/${id}`, body: { status: 'active' }, needs });
    },
    delete: async (id) => {
      // WooCommerce has no bin for webhooks, and deletes only where that is said.
      await askShop(access, { method: 'DELETE', path: `${path}/${id}?force=true`, needs });
    },
  };
}
