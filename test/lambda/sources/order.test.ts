import { compareOrder, type Order } from '../../../lambda/sources/order';

const order = (at: number, tie: number | null, kind: Order['kind']): Order => ({ at, tie, kind });

test.each<[string, Order, Order]>([
  ['the time of the change', order(1, 9, 'updated'), order(2, 1, 'created')],
  ['the finer clock', order(1, 1, 'updated'), order(1, 2, 'created')],
  ['the kind, where one has no finer clock', order(1, null, 'created'), order(1, 1, 'updated')],
])('%s tells which is older', (_, older, newer) => {
  expect(compareOrder(older, newer)).toBeLessThan(0);
  expect(compareOrder(newer, older)).toBeGreaterThan(0);
  expect(compareOrder(older, older)).toBe(0);
});
