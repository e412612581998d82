import type { BackfillDeps } from '../../../cli/backfill/engine/deps';
import type { Journal } from '../../../cli/backfill/engine/journal';
import { backfillOf, shoppers } from '../../support/backfill';
import { harness, harnessForFile } from '../../support/harness';
import { customersIn, emailMarketing } from '../../support/masivo-truth';
import { altered, consent } from '../../support/stories';

harnessForFile({ sandbox: { migrationEveryMs: 40, migrationDelayMs: 60 } });

class Killed extends Error {}

/**
 * A process that is killed right after the `nth` time it took a step, as by SIGKILL: whatever it does afterwards
 * reaches nobody. Steps are lines of the journal, writes to the ledger and requests to Masivo.
 */
function mortal(deps: BackfillDeps, last: string, nth: number) {
  let taken = 0;
  let dead = false;
  let kill: (error: Killed) => void = () => {};
  const death = new Promise<never>((_, reject) => {
    kill = reject;
  });
  death.catch(() => {});

  function step<A extends readonly unknown[], T>(name: string, act: (...args: A) => Promise<T>) {
    return async (...args: A): Promise<T> => {
      if (dead) return new Promise<never>(() => {});
      const result = await act(...args);
      if (dead) return new Promise<never>(() => {});
      if (name === last) taken += 1;
      if (taken < nth) return result;
      dead = true;
      kill(new Killed());
      return new Promise<never>(() => {});
    };
  }

  const { ledger } = deps;
  const mortalDeps: Partial<BackfillDeps> = {
    ledger: {
      ...ledger,
      claim: step('claim', ledger.claim),
      keep: step('keep', ledger.keep),
      confirm: step('confirm', ledger.confirm),
    },
    masivo: altered(deps.masivo, (masivo) => ({
      find: step('GET', masivo.find),
      migrate: step('migrate', masivo.migrate),
      recordConsent: step('consent', masivo.recordConsent),
    })),
  };
  const journalOf = (journal: Journal): Journal => ({
    ...journal,
    append(line) {
      if (dead) throw new Killed();
      journal.append(line);
      if (line.is === last) taken += 1;
      if (taken < nth) return;
      dead = true;
      kill(new Killed());
      throw new Killed();
    },
  });
  return { deps: mortalDeps, journalOf, death };
}

async function outcomeOfKillAfter(last: string, nth: number) {
  const bridge = await harness.fresh({ store: { consent }, settings: { leaseMs: 900 } });
  const run = backfillOf(bridge, shoppers(4), {
    migrations: { everyMs: 60, perHour: 1000, perRequest: 2 },
    waits: { showsWithin: 250, firstPause: 15, stopAfter: 1500 },
  });
  try {
    const process = mortal(run.deps, last, nth);
    const first = run.run(process.deps, process.journalOf);
    const killed = await Promise.race([first, process.death]).then(
      () => false,
      (error: unknown) => {
        if (error instanceof Killed) return true;
        throw error;
      },
    );
    const counts = killed ? await run.run() : await first;
    const { customers } = (await harness.control('GET', '/record')) as {
      customers: { registrations: number; source: string }[];
    };
    const purposes = await Promise.all(shoppers(4).map(({ id }) => emailMarketing(harness, id)));
    return {
      killed,
      outcome: {
        problems: counts.problems,
        customers: await customersIn(harness),
        skipped: ((await harness.control('GET', '/summary')) as { skippedMigrations: number })
          .skippedMigrations,
        rewards: customers.reduce((sum, { registrations }) => sum + registrations, 0),
        consent: purposes,
      },
    };
  } finally {
    run.remove();
  }
}

const steps = [
  'begun',
  'marking',
  'claim',
  'sending',
  'migrate',
  'sent',
  'GET',
  'consent',
  'keep',
  'confirm',
  'settled',
  'ended',
];

test.each(steps)(
  'killed after any %p and begun again, it ends with everybody there once, with consent',
  async (step) => {
    for (let nth = 1, wasKilled = true; wasKilled; nth += 1) {
      const { killed, outcome } = await outcomeOfKillAfter(step, nth);
      expect({ nth, ...outcome }).toEqual({
        nth,
        problems: 0,
        customers: 4,
        skipped: 0,
        rewards: 0,
        consent: [false, false, false, false],
      });
      // Otherwise nobody was killed, and this proves nothing.
      if (nth === 1) expect(killed).toBe(true);
      wasKilled = killed;
    }
  },
);
