import { createHash } from 'node:crypto';
import { ledgerKeys } from '../../../lambda/ledger/table';

const keys = ledgerKeys('acme');
const ids = Array.from({ length: 4000 }, (_, index) =>
  createHash('sha256').update(String(index)).digest('hex'),
);

/** DynamoDB takes 1,000 writes a second under one key of an index, and most deliveries end alike. */
test('deliveries that end alike are listed under four keys, about as many under each', () => {
  const counts = new Map<string, number>();
  for (const id of ids) {
    const list = keys.outcome('created', id);
    counts.set(list, (counts.get(list) ?? 0) + 1);
  }
  expect([...counts.keys()].sort()).toEqual(keys.outcomes('created'));
  expect(keys.outcomes('created')).toHaveLength(4);
  expect(Math.max(...counts.values())).toBeLessThan(1100);
});

test('a delivery stays in its shard when its outcome changes', () => {
  const [id = ''] = ids;
  const shard = (outcome: string) => keys.outcome(outcome, id).split('|').at(-1);
  expect(shard('retry')).toBe(shard('created'));
});
