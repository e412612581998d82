import type { CustomerEvent } from '../../../../operator/core/answers/shown-customer';
import { customerEventText } from '../../../../operator/core/text/customer';

type Delivery = CustomerEvent & { kind: 'delivery' };
const discarded = { at: '', who: 'local', note: null };

test.each<[Partial<Delivery['delivery']>, readonly string[] | null, string]>([
  [{ outcome: 'refused' }, null, 'nothing of it was kept as a snapshot'],
  [{ outcome: 'refused', discarded }, null, 'an operator discarded it'],
  [{ outcome: 'stale' }, null, 'not the newest snapshot'],
  [{ outcome: 'updated' }, ['name'], 'changed name'],
])('of a delivery that is %j the story says what became of it', (delivery, changed, text) => {
  const event: Delivery = {
    ...{ kind: 'delivery', at: '', changed, isFirst: false },
    delivery: {
      ...{ id: 'a', outcome: 'created', reason: null, discarded: null, attemptCount: 1 },
      ...{ latencyMs: null, nextTryAt: null },
      ...delivery,
    },
  };
  expect(customerEventText(event, (iso) => iso)).toBe(text);
});
