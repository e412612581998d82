import { itemVersions } from '../../../lambda/ledger/item-versions';
import { ledgerKeys } from '../../../lambda/ledger/table';
import { storyStart } from '../spec';
import type { World } from './world';

/** When `deliver` is stopped, and to which moment the ledger is restored then; ms from the story's start. */
export interface Restore {
  readonly asOfMs: number;
  readonly stoppedMs: number;
}

// What was under way has ended by then: DynamoDB takes at least this long to restore a table.
const restoringMs = 15 * 60_000;

/** The world in which operators restore the ledger as docs/operate/restore.md says. */
export function withRestoredLedger(world: World, { asOfMs, stoppedMs }: Restore): World {
  const { scheduler, table, trace, queues, settings } = world;
  const { events } = queues;
  const processes = new Set<ReturnType<World['boot']>>();
  const listeners: (() => void)[] = [];
  let current = settings;
  let isStopped = false;

  scheduler.at(storyStart + asOfMs, () => {
    const before = table
      .items()
      .flatMap((item) => (item.pk?.S === undefined ? [] : [[item.pk.S, item] as const]));
    scheduler.at(storyStart + stoppedMs + restoringMs, () => attach(before));
  });
  scheduler.at(storyStart + stoppedMs, () => {
    trace.note('operator', 'stops deliver');
    isStopped = true;
  });

  function attach(before: readonly (readonly [string, Parameters<typeof table.write>[1]])[]): void {
    trace.note('operator', `attaches the ledger as of ${asOfMs} ms`);
    for (const one of processes) one.kill();
    // The command carryover brings reservations along.
    const isReplaced = (pk: string) => pk.split('|')[1] !== 'masivo-id';
    for (const { pk } of table.items())
      if (pk?.S !== undefined && isReplaced(pk.S)) table.write(pk.S, undefined);
    for (const [pk, item] of before) table.write(pk, item);
    // As the command carryover does it.
    const carriedOver = String(scheduler.now());
    const pk = ledgerKeys(settings.masivo.account).sharedState;
    const shared = before.find(([key]) => key === pk)?.[1];
    table.write(pk, {
      ...shared,
      pk: { S: pk },
      v: { N: String(itemVersions.shared) },
      carriedOver: { N: carriedOver },
    });
    current = { ...settings, ledgerRestoredAt: new Date(scheduler.now()).toISOString() };
    isStopped = false;
    for (const act of listeners) act();
  }

  return {
    ...world,
    get settings() {
      return current;
    },
    queues: {
      ...queues,
      events: {
        ...events,
        receive: (most) => (isStopped ? [] : events.receive(most)),
        nextVisibleAt: () => (isStopped ? undefined : events.nextVisibleAt()),
      },
    },
    boot(name, skewMs) {
      const booted = world.boot(name, skewMs);
      processes.add(booted);
      booted.onDeath(() => processes.delete(booted));
      return booted;
    },
    onQueueChange(act) {
      listeners.push(act);
      world.onQueueChange(act);
    },
  };
}
