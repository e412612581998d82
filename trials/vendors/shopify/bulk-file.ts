import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

/** A made-up customer of Shopify's bulk operation. */
function shopperLine(serial: number): string {
  const second = new Date(Date.UTC(2023, 0, 1) + serial * 60_000).toISOString().replace('.000', '');
  return JSON.stringify({
    id: `gid://shopify/Customer/${7_000_000_000_000 + serial}`,
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
