import type { Release } from '../../lambda/envelope';
import type { CustomerName } from '../../lambda/ledger/table';
import type { Operator } from '../../operator/core/operator';

/** What the run does as an operator, and sees as one: the only file of it that knows how. */
export function operatorActs(operator: Operator) {
  return {
    /** @returns whether the customer waited for it */
    release: async (customer: CustomerName, how: Release): Promise<boolean> =>
      (await operator.release(customer, how)).kind === 'released',

    async replay(delivery: string): Promise<boolean> {
      return (await operator.replay(delivery)).kind === 'replayed';
    },
    /** Deliveries whose log says that they are not done, with the reason; those of one page. */
    async unfinished(outcome: 'retry' | 'refused'): Promise<readonly { id: string; reason: string }[]> {
      const { deliveries } = await operator.list({ outcomes: [outcome], limit: 200 });
      return deliveries.map(({ id, reason }) => ({ id, reason: reason?.code ?? '' }));
    },
    erase: (customer: CustomerName) => operator.erase([customer], null),
    redrive: () => operator.redrive(),
  };
}
export type OperatorActs = ReturnType<typeof operatorActs>;
