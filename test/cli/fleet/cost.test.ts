import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dollarsOfMonth, ratesOf } from '../../../cli/fleet/cost';

const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-rates-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rate = { name: 'qa', idleMonth: 6, busyMonth: 2.4, perMillion: 12 };

test('a month costs what it costs idle, its share of figures, and its deliveries', () => {
  expect(dollarsOfMonth(rate, { deliveries: 0, busyHours: 0 })).toBe(6);
  expect(dollarsOfMonth(rate, { deliveries: 0, busyHours: 12 })).toBe(7.2);
  expect(dollarsOfMonth(rate, { deliveries: 24_000, busyHours: 24 })).toBe(17.16);
});

test('the model is asked once for a config, and again for another', async () => {
  const config = join(folder, 'one');
  const other = join(folder, 'two');
  for (const [path, shop] of [
    [config, 'one'],
    [other, 'two'],
  ] as const) {
    mkdirSync(path);
    const environment = {
      aws: { account: '123456789012', region: 'eu-west-1' },
      mode: 'test',
      masivo: { account: 'sandbox' },
      stores: { shopify: { default: { vendorAccount: `shop-${shop}.myshopify.com` } } },
      alarms: {},
    };
    writeFileSync(join(path, 'qa.ts'), `export default ${JSON.stringify(environment)};`);
  }
  const asked: string[] = [];
  const model = async (given: string) => {
    asked.push(given);
    return JSON.stringify({ environments: [rate] });
  };
  const cache = join(folder, 'cache');
  for (const each of [config, config, other, config]) {
    expect((await ratesOf(each, model, cache)).get('qa')).toEqual(rate);
  }
  expect(asked).toEqual([config, other]);
});

test('an answer that cannot be read is not kept', async () => {
  const cache = join(folder, 'nothing');
  await expect(ratesOf(join(folder, 'one'), async () => '{}', cache)).rejects.toThrow();
  expect(
    (await ratesOf(join(folder, 'one'), async () => JSON.stringify({ environments: [] }), cache)).size,
  ).toBe(0);
});
