import type { Check } from './check';
import { failure, ok, onlyInAws, warning } from './finding';

/** An e-mail address that was never confirmed gets no alarm. */
export const alarmSubscriptions: Check = {
  name: 'alarms',
  async run({ deployed }) {
    if (!deployed) return onlyInAws;
    const all = await deployed.alarmSubscriptions();
    if (all.length === 0) {
      return [
        warning(
          'nobody gets the alarms',
          'Set alarms.email in the config, or subscribe to the topic in SNS.',
        ),
      ];
    }
    const open = all.filter(({ confirmed }) => !confirmed);
    const confirmed = all.length - open.length;
    const what = `${confirmed} of ${all.length} subscriptions confirmed`;
    if (open.length === 0) return [ok(what)];
    const fix = `Confirm the mail that AWS sent (${[...new Set(open.map(({ protocol }) => protocol))].join(', ')}); after three days it has to be sent anew: \`aws sns subscribe\`.`;
    return [confirmed === 0 ? failure(`${what}: no alarm reaches anybody`, fix) : warning(what, fix)];
  },
};
