import type { Environment } from '../../infra/config/config';
import { deliveryCapacity } from '../../infra/delivery-capacity';
import { receiveConcurrency } from '../../infra/ingress-capacity';
import type { Check } from './check';
import { failure, ok, onlyInAws, warning } from './finding';

/** How many executions at once the functions may need that have none reserved for them. Pure. */
function neededConcurrency(environment: Pick<Environment, 'masivo' | 'delivery' | 'ingress'>): number {
  const { delivery, ingress } = environment;
  return (
    (delivery.reservedConcurrency === undefined ? deliveryCapacity(environment).concurrency : 0) +
    (ingress.reservedConcurrency === undefined ? receiveConcurrency(ingress.requestsPerSecond) : 0)
  );
}

/** New AWS accounts have ten concurrent executions for everything in them, and no alarm says so. */
export const concurrency: Check = {
  name: 'Lambda concurrency',
  async run({ deployed }) {
    if (!deployed) return onlyInAws;
    const left = await deployed.unreservedConcurrency();
    const needed = neededConcurrency(deployed.config);
    const what = `the account leaves ${left} concurrent executions, and the bridge may need ${needed}`;
    const fix = 'Ask for more in Service Quotas: Lambda, "Concurrent executions" (L-B99A9384).';
    if (left >= needed) return [ok(what)];
    // With fewer than `deliver` alone may take, deliveries and ingress starve each other.
    return [left < deliveryCapacity(deployed.config).concurrency ? failure(what, fix) : warning(what, fix)];
  },
};
