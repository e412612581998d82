import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SQSEvent } from 'aws-lambda';
import { settingsFromConfig } from '../../infra/config/settings-from-config';
import { sampleFiles } from '../../infra/samples/sample-files';
import { readEnvelope, receivedEvent } from '../../lambda/envelope';
import { storeOf } from '../../lambda/settings';
import { sources } from '../../lambda/sources/registry';
import { examples, root } from './environments';

const files = sampleFiles(examples());

test('there is one per source', () => {
  expect(files.map(({ file }) => file)).toEqual([
    'deliver-shopify-signup.json',
    'deliver-stripe-signup.json',
  ]);
});

describe.each(files)('$file', ({ file, event }) => {
  const committed = JSON.parse(readFileSync(join(root, 'infra/samples', file), 'utf8')) as SQSEvent;

  test('is what `npm run samples` writes', () => {
    expect(committed).toEqual(event);
  });

  test('never counts as one that waits, nor as too old to be hidden', () => {
    const sent = Number(committed.Records[0]?.attributes.SentTimestamp);
    expect(sent).toBeGreaterThan(Date.now() + 10 * 365 * 24 * 3600_000);
  });

  test('is a signup that the example environment dev makes a customer of', () => {
    const read = readEnvelope(committed.Records[0]?.body ?? '');
    if (read.kind !== 'envelope') throw new Error(`It is ${read.kind}`);
    const dev = examples().find(({ name }) => name === 'dev');
    const source = sources.get(read.envelope.source);
    const store = dev && storeOf(settingsFromConfig(dev), read.envelope.source, read.envelope.store);
    if (!source || !store) throw new Error('It is of a store that dev does not have');
    const parsed = source.parse(receivedEvent(read.envelope), store);
    if (parsed.kind !== 'snapshot') throw new Error(`It is ${JSON.stringify(parsed)}`);
    const mapped = source.map(parsed.snapshot, store);
    if (mapped.kind !== 'customer') throw new Error(`It is ${mapped.kind}: ${mapped.reason}`);
    expect(mapped.customer.name).toMatch(/^Sample /);
    expect(mapped.customer.email).toMatch(/^sample\.shopper\.\w+@example\.com$/);
    expect(parsed.snapshot.kind).toBe('created');
  });
});
