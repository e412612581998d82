import { ingressDefaults, receiveConcurrency, sale } from '../../infra/ingress-capacity';
import { environment } from './environments';

/** API Gateway's token bucket, with the requests of each tenth of a second at its beginning. @returns how many got 429. */
function refusedBy(
  { requestsPerSecond, burst }: { readonly requestsPerSecond: number; readonly burst: number },
  perTenth: readonly number[],
): number {
  let tokens = burst;
  let refused = 0;
  for (const requests of perTenth) {
    const taken = Math.min(requests, Math.floor(tokens));
    refused += requests - taken;
    tokens = Math.min(burst, tokens - taken + requestsPerSecond / 10);
  }
  return refused;
}

/** A sale in tenths of seconds, where second `n` has a share in proportion to `weight(n)`. */
function saleBy(weight: (second: number) => number, tenths = 10): number[] {
  const weights = Array.from({ length: sale.seconds }, (_, second) => weight(second));
  const sum = weights.reduce((total, each) => total + each, 0);
  let owed = 0;
  return weights.flatMap((each) =>
    Array.from({ length: 10 }, (_, tenth) => {
      owed += tenth < tenths ? (each * sale.webhooks) / sum / tenths : 0;
      const now = Math.floor(owed);
      owed -= now;
      return now;
    }),
  );
}

const firstMinuteTakesAThird = (second: number) => (second < 60 ? 1 / 3 / 60 : 2 / 3 / 240);
/** Of each minute, ten seconds have half of it. */
const inWaves = (second: number) => firstMinuteTakesAThird(second) * (second % 60 < 10 ? 3 : 3 / 5);

test.each<[string, number[]]>([
  ['evenly', saleBy(() => 1)],
  ['a third of it in the first minute', saleBy(firstMinuteTakesAThird)],
  ['a third in the first minute, in waves of ten seconds', saleBy(inWaves)],
  ['the same, each second’s within a tenth of it', saleBy(inWaves, 1)],
  [
    'a third in the first minute, every other second empty',
    saleBy((n) => (n % 2) * firstMinuteTakesAThird(n)),
  ],
])('a sale of 50,000 in five minutes gets no 429: %s', (_, perTenth) => {
  expect(perTenth.reduce((total, each) => total + each, 0)).toBeGreaterThanOrEqual(sale.webhooks - 1);
  expect(refusedBy(ingressDefaults, perTenth)).toBe(0);
});

test('the bucket of this test does refuse', () => {
  expect(
    refusedBy(
      { requestsPerSecond: 50, burst: 100 },
      saleBy(() => 1),
    ),
  ).toBeGreaterThan(30_000);
  expect(refusedBy(ingressDefaults, [1001])).toBe(1);
});

test('an account of 1,000 executions has room for one store’s sale', () => {
  const { ingress } = environment({});
  expect(ingress).toMatchObject(ingressDefaults);
  expect(receiveConcurrency(ingress.requestsPerSecond)).toBe(100);
});
