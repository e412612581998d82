import type { Attention } from '../../lambda/ledger/customer-item';
import type { CustomerName } from '../../lambda/ledger/table';
import type { PeoplesKind } from './faults';
import type { Decision } from './happened';
import type { PeopleDeps } from './people-deps';
import { stubbornly } from './stubbornly';

const all = ['create', 'migrate', 'drop'] as const satisfies readonly Decision[];
const kindOf: Readonly<Record<Decision, PeoplesKind>> = {
  create: 'released with rewards',
  migrate: 'released without rewards',
  drop: 'dropped',
};
const mostAtOnce = 8;

/** What operators decide on customers that wait for it: each is decided on once. */
export function decisions({ happening, ledger, operator, random, count }: PeopleDeps) {
  /** Another operator may have been faster. */
  const isUndecided = ({ customer }: CustomerName) => !happening.released.has(customer);

  const waiting = async (kind: Attention) =>
    (await stubbornly(() => ledger.waiting(kind))).filter(isUndecided).slice(0, mostAtOnce);

  function decide(name: CustomerName, how: Decision): Promise<boolean> {
    // A decision stands before it is known to have arrived: where it has not, it is repeated at the end.
    happening.released.set(name.customer, how);
    return stubbornly(() => operator.release(name, how));
  }

  /** @returns how many there were */
  async function onGone(): Promise<number> {
    let decided = 0;
    for (const name of await waiting('gone')) {
      if (!happening.deleted.has(name.customer) || !isUndecided(name)) continue;
      if (!(await decide(name, random.pick(all)))) continue;
      decided += 1;
      count('decided on who is gone');
    }
    return decided;
  }

  return {
    async onHeld(how: Decision): Promise<void> {
      for (const name of await waiting('held'))
        if (isUndecided(name) && (await decide(name, how))) count(kindOf[how]);
    },

    onGone,

    /** Everybody who is held or gone still is decided on, and what has not arrived repeated. @returns how much that was */
    async onTheRest(): Promise<number> {
      const held = await ledger.waiting('held');
      const repeated = (await ledger.waiting('gone')).filter((name) => !isUndecided(name));
      for (const name of [...repeated, ...held]) {
        const how = happening.released.get(name.customer) ?? random.pick(all);
        if (await decide(name, how)) count(kindOf[how]);
      }
      return held.length + repeated.length + (await onGone());
    },
  };
}
