import { systemClock } from '../../../lambda/clock';
import { fingerprintOf } from '../../../lambda/sources/signature';
import { asComingTo } from '../../../lambda/sources/woocommerce/subscriptions/look';
import { planWooCommerce } from '../../../lambda/sources/woocommerce/subscriptions/plan';
import { type WooWebhook, wooTopics } from '../../../lambda/sources/woocommerce/subscriptions/webhook';
import { type Finding, failure, ok, warning } from '../../doctor/finding';
import { formerFindings } from '../former-address';
import { otherBridge } from '../other-bridge';
import type { SubscriptionCheck } from '../vendor';
import { keyOf, wooOrigin } from './access';
import { wooWebhooks } from './webhooks';

/** Whether all topics of customers come to this environment. @throws CommandError */
export async function checkWooCommerce(check: SubscriptionCheck): Promise<readonly Finding[]> {
  const { store, kept, variables, former } = check;
  const origin = wooOrigin(store.vendorAccount, variables);
  const all = await wooWebhooks({ origin, key: keyOf(kept), sleep: systemClock.sleep }).list();
  const active = all.filter((each) => each.active).map((each) => each.url);
  const moved = asComingTo(all, check);
  const held = (await check.held()).map(fingerprintOf);
  return [...formerFindings(active, former, command), webhooksFinding(moved, held, check)];
}

const command = 'subscribe woocommerce';

function webhooksFinding(
  found: readonly WooWebhook[],
  held: readonly string[],
  { url, former, store }: SubscriptionCheck,
): Finding {
  const plan = planWooCommerce({ found, url, held, replace: false, former });
  if (plan.kind === 'occupied') return otherBridge(plan.by, store.source);
  const here = found.filter((each) => each.url === url);
  const come = here.filter(({ active }) => active).map(({ topic }) => topic);
  const lacking = wooTopics.filter((topic) => !come.includes(topic));
  const fix = plan.kind === 'secret-unknown' ? `${command} --replace` : command;
  if (lacking.length > 0) {
    const off = lacking.filter((topic) => here.some((each) => each.topic === topic));
    const disabled =
      off.length === 0 ? '' : `. Off: ${off.join(', ')}, as after failures in a row. What they told is lost`;
    return failure(
      `webhooks do not come here as they should. Missing: ${lacking.join(', ')}${disabled}`,
      `\`${fix}\` sets them up.`,
    );
  }
  const others = here.filter(({ topic }) => !wooTopics.some((each) => each === topic));
  if (others.length > 0) {
    return warning(
      `webhooks of other topics come here, too: ${others.map(({ topic }) => topic).join(', ')}. What deletes an order is then signed like what deletes a customer`,
      `\`${fix}\` takes them away.`,
    );
  }
  if (plan.kind === 'secret-unknown') {
    return warning(
      `${come.length} webhooks come here; whether their secret is the stored one cannot be known`,
      `If their signups arrive, nothing. \`${fix}\` makes ones that are known.`,
    );
  }
  return ok(`${wooTopics.length} topics come to ${url}`);
}
