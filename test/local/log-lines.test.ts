import { readableLine } from '../../local/log-lines';

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
