import type { Overview, StoreHealth } from '../../../core/answers/overview';

/** Whether a store has something to decide or to fix: in its deliveries, its tasks, or with the vendor. Pure. */
export const needsSomebody =
  ({ reconciled }: Pick<Overview, 'reconciled'>) =>
  ({ store, refused, undecided, tasks }: StoreHealth): boolean => {
    const asked = reconciled.find((each) => each.store === store);
    const isAsItShould = !asked?.last?.failure && (asked?.subscriptions?.level ?? 'ok') === 'ok';
    return refused + undecided + tasks > 0 || !isAsItShould;
  };
