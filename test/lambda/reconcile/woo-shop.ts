import type { HttpAnswer, HttpRequest, SendHttp } from '../../../lambda/http/send-http';
import { makeWooCommerceApi } from '../../../local/vendors/woocommerce/model';

/** A WooCommerce shop's REST API in the tests' own process: it checks a request as WooCommerce does. */
export class WooShop {
  static readonly key = `ck_${'1'.repeat(40)}:cs_${'2'.repeat(40)}`;
  customers: object[] = [];
  readonly requests: HttpRequest[] = [];
  /** What it answers instead; undefined for as it is. */
  answer: (request: HttpRequest) => HttpAnswer | undefined = () => undefined;

  readonly send: SendHttp = async (request) => {
    this.requests.push(request);
    const instead = this.answer(request);
    if (instead) return instead;
    const { origin, pathname: path, searchParams: query } = new URL(request.url);
    if (origin !== 'https://shop.example.com') throw new Error(`A request to ${origin}`);
    const model = makeWooCommerceApi([WooShop.key]);
    model.put(Object.fromEntries(this.customers.map((each, place) => [`/${place}`, each])));
    const { method, headers, body: sent = '' } = request;
    const { status, body } = model.answer({ method, path, query, headers, body: sent });
    return { kind: 'answer', status, text: JSON.stringify(body) };
  };

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
