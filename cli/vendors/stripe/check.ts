import { fingerprintOf } from '../../../lambda/sources/signature';
import { type Finding, failure, ok, warning } from '../../doctor/finding';
import { otherBridge } from '../other-bridge';
import type { SubscriptionCheck } from '../vendor';
import { stripeEndpoints } from './endpoints';
import { stripeOrigin } from './origin';
import { planStripe } from './plan';

/** Whether an endpoint sends signups to this environment. @throws CommandError */
export async function checkStripe({
  store,
  kept,
  url,
  held,
  variables,
}: SubscriptionCheck): Promise<Finding> {
  const endpoints = stripeEndpoints({ key: kept.key ?? '', origin: stripeOrigin(variables) });
  const found = await endpoints.list();
  const plan = planStripe({ found, url, held: (await held()).map(fingerprintOf), replace: false });
  if (plan.kind === 'occupied') return otherBridge(plan.by, store.source);
  if (plan.kind === 'secret-unknown') {
    return warning(
      `${plan.ids.join(', ')} comes here; whether its secret is the stored one cannot be known`,
      'If its signups arrive, nothing. `subscribe stripe --replace` makes one that is known.',
    );
  }
  return plan.steps.length === 0
    ? ok(`signups come to ${url}`)
    : failure('signups do not come here as they should', '`subscribe stripe` fixes it.');
}
