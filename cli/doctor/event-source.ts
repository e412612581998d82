import type { Check } from './check';
import { failure, ok, onlyInAws } from './finding';

const running = /^(Enabled|Enabling|Updating)$/;

/** Without it nothing takes messages from the queue: no attempt fails, no delivery is listed, no error alarm fires. */
export const eventSource: Check = {
  name: 'deliver',
  async run({ deployed }) {
    if (!deployed) return onlyInAws;
    const all = await deployed.eventSources();
    if (all.length === 0)
      return [failure('it has no event source: nothing takes messages from the queue', 'Deploy again.')];
    return all.map(({ id, state }) =>
      running.test(state)
        ? ok(`its event source is ${state}`)
        : failure(
            `its event source is ${state}: what is on the queue stays there`,
            `Ask who disabled it, and why (docs/operate/alarms.md#signups-waiting-too-long); then \`aws lambda update-event-source-mapping --enabled --uuid ${id}\`.`,
          ),
    );
  },
};
