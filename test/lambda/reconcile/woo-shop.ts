import type { HttpAnswer, HttpRequest, SendHttp } from '../../../lambda/http/send-http';
import { makeWooCommerceApi } from '../../../local/vendors/woocommerce/model';
import type { Webhook, Webhooks } from '../../../local/vendors/woocommerce/webhooks';

/** A WooCommerce shop's REST API in the tests' own process: it checks a request as WooCommerce does. */
export class WooShop {
  static readonly key = `ck_${'1'.repeat(40)}:cs_${'2'.repeat(40)}`;
  customers: object[] = [];
  readonly webhooks: Webhooks = new Map();
  readonly requests: HttpRequest[] = [];
  /** What it answers instead; undefined for as it is. */
  answer: (request: HttpRequest) => HttpAnswer | undefined = () => undefined;

  readonly send: SendHttp = async (request) => {
    this.requests.push(request);
    const instead = this.answer(request);
    if (instead) return instead;
    const { origin, pathname: path, searchParams: query } = new URL(request.url);
    if (origin !== 'https://shop.example.com') throw new Error(`A request to ${origin}`);
    const model = makeWooCommerceApi([WooShop.key], { webhooks: this.webhooks });
    model.put(Object.fromEntries(this.customers.map((each, place) => [`/${place}`, each])));
    const { method, headers, body: sent = '' } = request;
    const { status, body } = model.answer({ method, path, query, headers, body: sent });
    return { kind: 'answer', status, text: JSON.stringify(body) };
  };

  webhook(topic: string, more: Partial<Webhook> = {}): void {
    const id = this.webhooks.size + 1;
    const own = { name: `masivo-bridge ${topic} 0123456789ab`, status: 'active', secret: 'hush' };
    this.webhooks.set(id, {
      ...{ id, topic, delivery_url: 'https://hooks.example.com/webhooks/woocommerce', ...own, ...more },
    });
  }

  /** A customer as the list has it. @param date as vendors write it */
  static customer(id: number, date: string, more: object = {}): object {
    return {
      id,
      date_created: '2026-01-01T00:00:00',
      date_created_gmt: date.replace('Z', ''),
      date_modified_gmt: null,
      email: `ana${id}@example.com`,
      first_name: 'Ana',
      last_name: `Fake ${id}`,
      role: 'customer',
      username: `ana${id}`,
      billing: { first_name: '', last_name: '', company: '', country: '', phone: '' },
      meta_data: [],
      ...more,
    };
  }
}
