import { aboutParts, aboutText } from '../../../../operator/core/text/act';

const id = 'a'.repeat(32);

test.each([
  ['*', [{ kind: 'text', text: 'all stores' }]],
  [id, [{ kind: 'delivery', id }]],
  ['shopify/default/47 11', [{ kind: 'customer', name: 'shopify/default/47 11' }]],
  [
    'shopify/default stripe/default',
    [
      { kind: 'text', text: 'shopify/default' },
      { kind: 'text', text: 'stripe/default' },
    ],
  ],
  [
    `shopify/default ${id}`,
    [
      { kind: 'text', text: 'shopify/default' },
      { kind: 'delivery', id },
    ],
  ],
])('an act about %s', (about, parts) => {
  expect(aboutParts(about)).toEqual(parts);
});

test.each([
  ['*', 'all stores'],
  ['12 deliveries', '12 deliveries'],
  [`data-request shopify/default ${'0'.repeat(16)}`, `data-request shopify/default ${'0'.repeat(16)}`],
  ['shopify/default/4711', 'shopify/default/4711'],
])('%s in one line', (about, text) => {
  expect(aboutText(about)).toBe(text);
});
