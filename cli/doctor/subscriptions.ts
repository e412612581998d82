import type { StoreSettings } from '../../lambda/settings';
import { fingerprintOf } from '../../lambda/sources/signature';
import { nameOf } from '../stores';
import type { AdminCredential } from '../vendors/admin-credentials';
import { shopifyOrigin, stripeOrigin } from '../vendors/origins';
import { shopifyAdmin } from '../vendors/shopify/admin';
import { enterAsKept } from '../vendors/shopify/entry';
import { planShopify, shopifyTopics, wantedSubscription } from '../vendors/shopify/plan';
import { stripeEndpoints } from '../vendors/stripe/endpoints';
import { planStripe } from '../vendors/stripe/plan';
import { acceptedSecrets } from '../webhook-secrets';
import { type Check, type DoctorDeps, type Finding, failure, ok, skipped, unseen, warning } from './finding';

/** Whether the vendors send to this environment, and everything: what `subscribe` would still change. */
export const subscriptions: Check = {
  name: 'subscriptions',
  async run(deps) {
    return Promise.all(
      deps.environment.settings.stores.map(async (store) => {
        const name = nameOf(store);
        const finding = await lookAt(store, name, deps).catch(unseen);
        return { ...finding, what: `${name}: ${finding.what}` };
      }),
    );
  },
};

async function lookAt(store: StoreSettings, name: string, deps: DoctorDeps): Promise<Finding> {
  const url = deps.environment.webhookUrls[name] ?? '';
  if (!url.startsWith('https://')) return skipped('not checked: no vendor knows a local address');
  const credential = await deps.credentials.of(name);
  if (!credential) {
    return skipped(
      'not checked: no credentials of the vendor are stored',
      `\`subscribe ${store.source}\` keeps it, and changes nothing where all is well.`,
    );
  }
  return 'key' in credential
    ? stripeFinding(credential.key, url, name, deps)
    : shopifyFinding(store, credential, url, deps);
}

async function shopifyFinding(
  store: StoreSettings,
  kept: AdminCredential,
  url: string,
  { variables }: DoctorDeps,
): Promise<Finding> {
  const origin = shopifyOrigin(store.vendorAccount, variables);
  const { accessToken } = await enterAsKept({ kept, shop: store.vendorAccount, origin });
  const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
  const found = await shopifyAdmin({ origin, accessToken, sleep }).subscriptions(shopifyTopics);
  const plan = planShopify(found, wantedSubscription(url, store), false);
  if (plan.kind === 'occupied') return other(plan.by, 'shopify');
  const lacking = [...new Set(plan.steps.map(({ topic }) => topic))];
  return lacking.length === 0
    ? ok(`${shopifyTopics.length} topics come to ${url}`)
    : failure(`${lacking.join(', ')} do not come here as they should`, '`subscribe shopify` fixes it.');
}

async function stripeFinding(
  key: string,
  url: string,
  name: string,
  { environment, variables }: DoctorDeps,
): Promise<Finding> {
  const found = await stripeEndpoints({ key, origin: stripeOrigin(variables) }).list();
  const accepted = await acceptedSecrets(environment.secrets, name);
  const held = accepted.map(({ secret }) => fingerprintOf(secret));
  const plan = planStripe({ found, url, held, replace: false });
  if (plan.kind === 'occupied') return other(plan.by, 'stripe');
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

const other = (by: readonly string[], source: string) =>
  failure(
    `another bridge is subscribed to this store: ${by.join(', ')}`,
    `Two bridges create shoppers twice. \`subscribe ${source} --replace\` has this one take its place.`,
  );
