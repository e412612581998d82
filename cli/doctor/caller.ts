import type { Check } from './check';
import { ok, onlyInAws } from './finding';

/** Connecting has already compared account and region, and refused where they differ. */
export const caller: Check = {
  name: 'AWS credentials',
  async run({ environment, deployed }) {
    if (!deployed) return onlyInAws;
    const { account, region } = deployed.config.aws;
    return [ok(`${environment.who} in account ${account}, ${region}`)];
  },
};
