import type { BackfillDeps } from '../../backfill/deps';
import type { Journal } from '../../backfill/journal';
import { type Harness, startHarness } from '../semantics/harness';
import { customersIn, truthOf } from '../semantics/masivo-truth';
import { backfillOf, shoppers } from './support';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({
    now: () => new Date(),
    sandbox: { migrationEveryMs: 40, migrationDelayMs: 60 },
  });
});
afterAll(() => harness.close());

const consent = {
  version: '1',
  loyalty: { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: true },
  metadataKeys: {},
};

class Killed extends Error {}

/**
 * A process that is killed right after its `last`-th step, as by SIGKILL: whatever it does afterwards reaches
 * nobody. Steps are lines of the journal, writes to the ledger and requests to Masivo.
 */
function mortal(deps: BackfillDeps, last: number) {
  const seen: string[] = [];
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
      seen.push(name);
      if (seen.length < last) return result;
      dead = true;
      kill(new Killed());
      return new Promise<never>(() => {});
    };
  }

  const { ledger } = deps;
  const mortalDeps: Partial<BackfillDeps> = {
    ledger: { ...ledger, claim: step('claim', ledger.claim), release: step('release', ledger.release) },
    masivo: (...args) => {
      const masivo = deps.masivo(...args);
      return {
        ...masivo,
        find: step('GET', masivo.find),
        migrate: step('migrate', masivo.migrate),
        recordConsent: step('consent', masivo.recordConsent),
      };
    },
  };
  const journalOf = (journal: Journal): Journal => ({
    ...journal,
    append(line) {
      if (dead) throw new Killed();
      journal.append(line);
      seen.push(line.is);
      if (seen.length < last) return;
      dead = true;
      kill(new Killed());
      throw new Killed();
    },
  });
  return { deps: mortalDeps, journalOf, death, seen };
}

async function outcomeOfKillAfter(last: number) {
  const bridge = await harness.fresh({ store: { consent }, settings: { leaseMs: 900 } });
  const run = backfillOf(bridge, shoppers(4), {
    migrations: { everyMs: 60, perHour: 1000, perRequest: 2 },
    waits: { showsWithin: 250, firstPause: 15, stopAfter: 1500 },
  });
  try {
    const process = mortal(run.deps, last);
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
    const purposes = await Promise.all(
      shoppers(4).map(async ({ id }) => (await truthOf(harness, id))?.purposes?.email_marketing),
    );
    return {
      killed: killed ? `after ${process.seen.at(-1)}` : 'not at all',
      outcome: {
        problems: counts.problems,
        customers: await customersIn(harness),
        rewards: customers.reduce((sum, { registrations }) => sum + registrations, 0),
        consent: purposes,
      },
    };
  } finally {
    run.remove();
  }
}

test('killed after any of its steps and begun again, it ends with everybody there once, with consent', async () => {
  const killedAfter = new Set<string>();
  for (let last = 1; ; last += 1) {
    const { killed, outcome } = await outcomeOfKillAfter(last);
    expect({ last, killed, ...outcome }).toEqual({
      last,
      killed,
      problems: 0,
      customers: 4,
      rewards: 0,
      consent: [false, false, false, false],
    });
    if (killed === 'not at all') break;
    killedAfter.add(killed);
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
    'release',
    'settled',
  ];
  expect([...killedAfter]).toEqual(expect.arrayContaining(steps.map((step) => `after ${step}`)));
}, 180_000);
