import * as v from 'valibot';
import { pageSize, restPath } from '../../../lambda/sources/woocommerce/rest';
import {
  fingerprintIn,
  type WooTopic,
  type WooWebhook,
  webhookName,
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

const path = `${restPath}/webhooks`;
const needs = 'Read/Write';

const Listed = v.array(
  v.object({
    id: v.pipe(v.union([v.number(), v.string()]), v.transform(String)),
    name: v.string(),
    topic: v.string(),
    status: v.string(),
    delivery_url: v.string(),
  }),
);

/** https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks */
export function wooWebhooks(access: WooAccess): WooWebhooks {
  return {
    async list() {
      const found: WooWebhook[] = [];
      for (let page = 1; ; page += 1) {
        const query = new URLSearchParams({
          status: 'all',
          orderby: 'id',
          order: 'asc',
          per_page: String(pageSize),
          page: String(page),
        });
        const { json } = await askShop(access, { path: `${path}?${query}`, needs });
        const listed = v.safeParse(Listed, json);
        if (!listed.success)
          throw new CommandError('failed', 'The shop lists its webhooks in an unknown form.');
        for (const { id, name, topic, status, delivery_url: url } of listed.output) {
          found.push({ id, topic, url, active: status === 'active', signedWith: fingerprintIn(name) });
        }
        if (listed.output.length < pageSize) return found;
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
