import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { webhookOf } from '../../../cli/vendors/shopify/customer-node';
import type { StoreSettings } from '../../../lambda/settings';
import type { ReceivedEvent } from '../../../lambda/sources/source';

const firstId = 7_000_000_000_000;

/** A made-up customer of Shopify's bulk operation. */
function shopperLine(serial: number): string {
  const second = new Date(Date.UTC(2023, 0, 1) + serial * 60_000).toISOString().replace('.000', '');
  return JSON.stringify({
    id: `gid://shopify/Customer/${firstId + serial}`,
    firstName: 'Generated',
    lastName: `Shopper ${serial}`,
    locale: 'en',
    note: null,
    tags: [],
    state: 'DISABLED',
    createdAt: second,
    updatedAt: second,
    defaultEmailAddress: {
      emailAddress: `shopper.${serial}@example.com`,
      marketingState: serial % 3 === 0 ? 'SUBSCRIBED' : 'NOT_SUBSCRIBED',
    },
    defaultPhoneNumber: null,
    defaultAddress: { name: `Generated Shopper ${serial}`, company: null, phone: null, countryCodeV2: 'US' },
  });
}

export async function writeShoppers(file: string, count: number): Promise<void> {
  const stream = createWriteStream(file);
  for (let serial = 0; serial < count; serial += 1) {
    if (!stream.write(`${shopperLine(serial)}\n`)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
}

/** Which line of the file a customer is, by its ID. */
export const serialOf = (customer: string): number => Number(customer) - firstId;

/** That line as its webhook has told it. */
export const shopperEvent = (serial: number, store: StoreSettings): ReceivedEvent =>
  webhookOf(shopperLine(serial), store, new Date(Date.UTC(2023, 0, 1) + serial * 60_000));
