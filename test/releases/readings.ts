import { readStandings } from '../../lambda/aws/dynamodb-reconciliations';
import type { Reading } from './release-folder';
import type { World } from './world';

const window = (now: Date) => ({ now: now.getTime(), latest: now.getTime() + 60_000 });

/** How items are read that workers and operators share. Each comes to what the release's own code read of them. */
const readings: Readonly<Record<Reading, (world: World) => unknown>> = {
  'shared state': ({ bridge }) => bridge.items.sharedState(),
  'missing customers': ({ bridge }) => bridge.items.missing(),
  /** Whoever writes a mark down is shown all. */
  'messages being attempted': ({ bridge, now }) =>
    bridge.items.beginAttempts({ id: 'later', until: now().getTime(), tryAlone: 0, messages: ['later'] }),
  'next slot': ({ bridge, now }) =>
    bridge.items.reserveSlots({ name: 'frozen', slots: 1, intervalMs: 100, ...window(now()) }),
  /** Two of three were taken. */
  'left of a count': ({ bridge, now }) => bridge.items.take('frozen', 3, 3, now()),
  reconciliation: ({ place }) => readStandings([{ source: 'shopify', store: 'default' }], place),
  'what operators did': ({ calls }) => calls.actions.run({ limit: 10 }),
  tasks: ({ calls }) => calls.tasks.run({}),
};

/** As JSON has it, so that it compares with what was frozen. */
export const read = async (reading: Reading, world: World): Promise<unknown> =>
  JSON.parse(JSON.stringify(await readings[reading](world)));
