import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dollarsOfMonth, type Priceable, Rates } from '../../../cli/fleet/cost';

const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-rates-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rate = { idleMonth: 6, busyMonth: 2.4, perMillion: 12 };

test('a month costs what it costs idle, its share of figures, and its deliveries', () => {
  expect(dollarsOfMonth(rate, { deliveries: 0, busyHours: 0 })).toBe(6);
  expect(dollarsOfMonth(rate, { deliveries: 0, busyHours: 12 })).toBe(7.2);
  expect(dollarsOfMonth(rate, { deliveries: 24_000, busyHours: 24 })).toBe(17.16);
});

/** A client with these environments, each of a shop. */
function client(name: string, environments: Readonly<Record<string, string>>) {
  const config = join(folder, name);
  mkdirSync(config, { recursive: true });
  for (const [environment, shop] of Object.entries(environments)) {
    const content = {
      aws: { account: '123456789012', region: 'eu-west-1' },
      mode: 'test',
      masivo: { account: 'sandbox' },
      stores: { shopify: { default: { vendorAccount: `${shop}.myshopify.com` } } },
      alarms: {},
    };
    writeFileSync(join(config, `${environment}.ts`), `export default ${JSON.stringify(content)};`);
  }
  return { name, config };
}

/** A model that answers all that is asked, and notes it. */
function noting(asked: string[], answer: typeof rate | null = rate) {
  return async (of: readonly Priceable[], onRate: (of: Priceable, rate: typeof answer) => void) => {
    for (const each of of) {
      asked.push(each.environment);
      onRate(each, answer);
    }
  };
}

test('the model is asked once for an environment, for all clients together, and again for what changed', async () => {
  const cache = join(folder, 'cache');
  const clients = [
    client('one', { qa: 'shop-one', dev: 'shop-two' }),
    client('two', { staging: 'shop-three' }),
  ];
  const asked: string[] = [];
  let rates = new Rates(clients, cache);
  const ofQa = { config: clients[0]?.config ?? '', environment: 'qa' };
  expect(rates.rateOf(ofQa)).toBeUndefined();
  await rates.workOut(undefined, undefined, noting(asked));
  expect(asked).toEqual(['dev', 'qa', 'staging']);
  expect(rates.rateOf(ofQa)).toEqual(rate);

  // Now it is there before anybody is asked.
  rates = new Rates(clients, cache);
  expect(rates.rateOf(ofQa)).toEqual(rate);
  expect(rates.missing).toEqual([]);

  asked.length = 0;
  const changed = client('changed', { qa: 'another-shop', dev: 'shop-two' });
  await new Rates([changed], cache).workOut(undefined, undefined, noting(asked));
  expect(asked).toEqual(['qa']);
});

test('only the environments that are looked at are worked out, and none of a folder with a mistake', () => {
  const many = { ...client('many', { dev: 'a', staging: 'b', qa: 'c' }), environments: ['staging'] };
  const broken = { name: 'broken', config: join(folder, 'nothing-there') };
  const { missing } = new Rates([many, broken], join(folder, 'cache'));
  expect(missing).toEqual([{ config: many.config, environment: 'staging' }]);
});

test.each([
  ['cannot be worked out', noting([], null)],
  ['is not answered', async () => {}],
])('what %s is told, and asked again the next time', async (_, model) => {
  const cache = join(folder, 'none');
  const clients = [client('three', { qa: 'shop' })];
  const rates = new Rates(clients, cache);
  const told: unknown[] = [];
  await rates.workOut((of, known) => told.push([of.environment, known]), undefined, model);
  expect(told).toEqual([['qa', null]]);
  expect(rates.missing).toEqual([]);
  expect(new Rates(clients, cache).missing).toHaveLength(1);
});
