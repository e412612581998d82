import { marshall } from '@aws-sdk/util-dynamodb';
import { outcomes } from '../../../lambda/delivery/outcome';
import { ledgerKeys, table } from '../../../lambda/ledger/table';
import { itemMaker } from '../../../trials/bench/ledger/deliveries';

/** The million deliveries of the bench are written past HTTP: their items have to be the ledger's own. */
describe('the items of a filled ledger', () => {
  const make = itemMaker();
  const keys = ledgerKeys('bench');

  test('are those that the ledger writes, bytes in base64', async () => {
    const item = await make(7);
    expect(item).toMatchObject(
      marshall({
        ownerKey: keys.customer({ source: 'shopify', store: 'default', customer: '7000000000007' }),
      }),
    );
    expect(Object.keys(item)).toEqual(
      expect.arrayContaining([table.key, table.byOutcome.hash, table.byOutcome.range, table.byOwner.hash]),
    );
    expect(JSON.stringify(item)).not.toContain('"Buffer"');
    expect(JSON.stringify(item)).toMatch(/"B":"[A-Za-z0-9+/=]+"/);
  });

  test('have every outcome, in the shares of an ordinary month', async () => {
    const counts = new Map<string, number>();
    for (let number = 0; number < 1000; number += 1) {
      const { outcomeKey } = await make(number);
      const outcome = outcomes.find((each) =>
        keys.outcomes(each).some((list) => JSON.stringify(outcomeKey) === JSON.stringify({ S: list })),
      );
      counts.set(outcome ?? 'none', (counts.get(outcome ?? 'none') ?? 0) + 1);
    }
    expect(Object.fromEntries(counts)).toMatchObject({ created: 650, updated: 150, held: 1, retry: 1 });
    expect(counts.size).toBe(outcomes.length);
  });
});
