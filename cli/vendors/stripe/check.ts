import { fingerprintOf } from '../../../lambda/sources/signature';
import { type Finding, failure, ok, warning } from '../../doctor/finding';
import { otherBridge } from '../other-bridge';
import type { SubscriptionCheck } from '../vendor';
import { stripeEndpoints } from './endpoints';
import { missedText, stripeEvents } from './events';
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
    const missed = missedText(
      found.filter(({ id }) => plan.ids.includes(id)).flatMap(({ events }) => events),
    );
    return warning(
      `${plan.ids.join(', ')} comes here; whether its secret is the stored one cannot be known${missed && `. ${missed}`}`,
      `${missed ? 'Add the events there' : 'If its signups arrive, nothing'}. \`subscribe stripe --replace\` makes one that is known.`,
    );
  }
  if (plan.steps.length === 0) return ok(`${stripeEvents.length} events come to ${url}`);
  // Without an endpoint of ours, or with a disabled one, no event comes.
  const update = plan.steps.find((step) => step.do === 'update');
  const missed = missedText(update?.was.enabled ? update.was.events : []);
  return missed === ''
    ? warning('events that nobody reads come here, too, and are billed', '`subscribe stripe` takes them out.')
    : failure(`events do not come here as they should. ${missed}`, '`subscribe stripe` adds them.');
}
