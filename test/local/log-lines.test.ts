import { readableLine, unknownAddress } from '../../local/log-lines';

test('an attempt is told with the whole ID of its delivery, which `show` takes', () => {
  const delivery = 'c174bfdc'.repeat(4);
  const attempt = {
    event: 'attempt',
    source: 'stripe',
    store: 'default',
    delivery,
    outcome: 'created',
    reason: null,
    attempt: 1,
    ms: 250,
  };
  expect(readableLine(JSON.stringify(attempt))).toBe(
    `stripe/default ${delivery} attempt 1: created (250 ms)`,
  );
});

test.each([
  [401, 'bad_signature', ' (not signed with a secret of this store, or too long ago)'],
  [401, 'unsigned', ' (no signature: is it the vendor who sends?)'],
  [503, 'unavailable', ''],
])('a webhook that is answered %s %s says what may be wrong', (answer, code, hint) => {
  const line = JSON.stringify({ event: 'webhook', source: 'stripe', store: 'default', answer, code });
  expect(readableLine(line)).toBe(`stripe/default rejected: ${answer} ${code}${hint}`);
});

test('a webhook to no store is told from one that is signed wrong, with the address that was meant', () => {
  const addresses = ['/webhooks/shopify/main', '/webhooks/stripe'];
  expect(unknownAddress('/webhooks/shopify/mian', addresses)).toBe(
    'rejected: 404, no store has this address. There are /webhooks/shopify/main, /webhooks/stripe. Did you mean /webhooks/shopify/main?',
  );
  expect(unknownAddress(`/${'x'.repeat(5000)}`, addresses)).toMatch(/^rejected: 404.*stripe\.$/);
});
