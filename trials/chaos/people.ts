import { deleteMany } from './burst';
import { decisions } from './decisions';
import type { PeoplesKind } from './faults';
import { type PeopleDeps, someTold } from './people-deps';
import { quietCustomers } from './quiet-customers';
import { stubbornly } from './stubbornly';

const logsAtOnce = 60;
const deletedAtOnce = 2;

/** What people do beside the bridge while it runs: operators, and those who delete customers in Masivo by hand. */
export function people(deps: PeopleDeps) {
  const { happening, ledger, operator, control, random, count } = deps;
  const choose = quietCustomers(deps);
  const decide = decisions(deps);
  const underWay = new Set<Promise<void>>();
  const broken: unknown[] = [];

  async function expireLogs(): Promise<void> {
    for (let tries = 0; tries < logsAtOnce; tries += 1) {
      const shopper = someTold(deps);
      // Which of two changes of one second is the later one, only the other's log tells; ninety days later no store
      // sends either.
      if (!shopper || shopper.hasTie) continue;
      const deliveries = happening.deliveries.get(shopper.id) ?? new Set();
      for (const delivery of deliveries) {
        if (!(await stubbornly(() => ledger.expire(delivery)))) continue;
        deliveries.delete(delivery);
        count('logs expire');
        break;
      }
    }
  }

  async function deleteByHand(): Promise<void> {
    for (const { id } of await choose(deletedAtOnce)) {
      happening.deleted.add(id);
      happening.released.delete(id);
      await control('DELETE', `/customers/${id}`);
      count('deleted by hand');
      // Now and then somebody looks what the bridge makes of it; else the shopper's next event shows it.
      if (random.chance(0.7)) await replaySome(id);
    }
  }

  /** Makes the bridge look at a customer. @returns whether a log was left for it */
  async function replaySome(id: string): Promise<boolean> {
    const [delivery] = happening.deliveries.get(id) ?? [];
    return delivery !== undefined && stubbornly(() => operator.replay(delivery));
  }

  const acts: Readonly<Record<PeoplesKind, () => Promise<void>>> = {
    'logs expire': expireLogs,
    'deleted by hand': deleteByHand,
    'many deleted at once': () => deleteMany({ ...deps, choose, replaySome }),
    'released with rewards': () => decide.onHeld('create'),
    'released without rewards': () => decide.onHeld('migrate'),
    dropped: () => decide.onHeld('drop'),
    'decided on who is gone': async () => void (await decide.onGone()),
  };

  return {
    /** They act beside the story, which does not wait for them. */
    begin(kind: PeoplesKind): void {
      const done = acts[kind]()
        .catch((error: unknown) => {
          broken.push(error);
        })
        .finally(() => underWay.delete(done));
      underWay.add(done);
    },

    /** @throws what one of them met: a fault of the run itself */
    async ended(): Promise<void> {
      await Promise.all(underWay);
      if (broken.length > 0) throw broken[0];
    },

    /** Operators finish what is left for them. @returns how much that was */
    async tidyUp(): Promise<number> {
      const back = (await ledger.waiting('gone')).filter(({ customer }) => happening.restored.has(customer));
      // Either asks Masivo, and finds the customer.
      for (const name of back)
        if (!(await replaySome(name.customer))) await stubbornly(() => operator.release(name, 'create'));
      return back.length + (await decide.onTheRest());
    },
  };
}
export type People = ReturnType<typeof people>;
