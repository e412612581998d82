import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiVersion } from '../../../../cli/vendors/shopify/graphql';
import { shopifyTopics } from '../../../../lambda/sources/shopify/subscriptions/topics';
import { asked, guides } from './schema/asked';
import { faultsIn, schema } from './schema/faults';
import { frozenVersion } from './schema/versions';

test.each(Object.entries(asked))('Shopify’s schema knows what %s asks for', (_, document) => {
  expect(document).not.toBe('');
  expect(faultsIn(document)).toEqual([]);
});

test.each([
  ['a field that there is not', '{ customers { nodes { acceptsMarketing } } }', /Cannot query field/],
  ['a deprecated field', '{ customers { nodes { email } } }', /deprecated/],
  [
    'an argument of another type',
    'query ($topics: [String!]) { webhookSubscriptions(first: 1, topics: $topics) { nodes { id } } }',
    /used in position expecting/,
  ],
])('it would tell %s', (_, document, fault) => {
  expect(faultsIn(document)).toEqual([expect.stringMatching(fault)]);
});

test('it would tell a variable of another form', () => {
  const variables = { topic: 'CUSTOMERS_CREATE', wanted: { address: 'https://hooks.example.com' } };
  expect(faultsIn(asked.createSubscription ?? '', variables)).toEqual([
    expect.stringMatching(/"address" is not defined/),
  ]);
});

test('the topics are Shopify’s', () => {
  const topics = schema.getType('WebhookSubscriptionTopic');
  expect(topics && 'getValue' in topics && shopifyTopics.filter((topic) => !topics.getValue(topic))).toEqual(
    [],
  );
});

test('the version that is asked is the schema’s', () => {
  expect(apiVersion).toBe(frozenVersion);
  for (const guide of guides) expect(guide).toContain(`/admin/api/${frozenVersion}/graphql.json`);
});

test('no document hides elsewhere', () => {
  const root = join(__dirname, '../../../..');
  const holding = [
    'cli/vendors/shopify',
    'lambda/sources/shopify',
    'lambda/sources/shopify/events',
    'lambda/sources/shopify/subscriptions',
  ]
    .flatMap((folder) => readdirSync(join(root, folder)).map((file) => `${folder}/${file}`))
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => /[`']\s*(query|mutation)\b|`\{ \w+/.test(readFileSync(join(root, file), 'utf8')));
  expect(holding).toEqual([
    'cli/vendors/shopify/customer-node.ts',
    'cli/vendors/shopify/documents.ts',
    'lambda/sources/shopify/changes-query.ts',
    'lambda/sources/shopify/events/query.ts',
    'lambda/sources/shopify/subscriptions/documents.ts',
  ]);
});
