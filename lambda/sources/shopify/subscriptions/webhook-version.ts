import type { StoreSettings } from '../../../settings';
import { newestVersion } from '../api-version';
import type { ShopifySubscription } from './subscription';

/** The oldest version whose bodies were looked at when this was written. */
const oldestVersion = '2023-07';

interface Carried {
  readonly what: string;
  /** The version that brought it. */
  readonly since: string;
  readonly isNeeded: (store: StoreSettings) => boolean;
}

/** What a store's settings may need, of which older bodies have nothing. */
const carried: readonly Carried[] = [
  {
    // https://shopify.dev/changelog/new-email-marketing-consent-for-customers-and-deprecated-fields
    what: 'consent to e-mail marketing',
    since: '2022-04',
    isNeeded: ({ consent }) => consent !== 'off',
  },
  {
    // https://shopify.dev/changelog/sms-marketing-consent
    what: 'consent to SMS marketing',
    since: '2021-10',
    isNeeded: ({ consent }) => consent !== 'off' && consent.smsPurpose !== undefined,
  },
];

export interface WebhookVersion {
  /** As Shopify calls it: `2026-10`; undefined where no subscription shows one. */
  readonly version: string | undefined;
  /** What is wrong with it for this store; undefined where nothing is. */
  readonly trouble: string | undefined;
}

/**
 * The API version of the bodies that these subscriptions send. It is the app's, so they all have the same:
 * https://shopify.dev/docs/apps/build/webhooks/subscribe/use-newer-api-version
 */
export function webhookVersion(found: readonly ShopifySubscription[], store: StoreSettings): WebhookVersion {
  const [apiVersion] = found.flatMap((each) => each.apiVersion ?? []);
  const version = apiVersion?.handle;
  if (version === undefined) return { version, trouble: undefined };
  return { version, trouble: troubleOf(version, apiVersion?.supported !== false, store) };
}

function troubleOf(version: string, isSupported: boolean, store: StoreSettings): string | undefined {
  if (!/^\d{4}-\d{2}$/.test(version)) return `${version} is no version that stays as it is`;
  if (version > newestVersion)
    return `${version} is newer than ${newestVersion}, the newest that the bridge knows`;
  const missed = carried.filter(({ since, isNeeded }) => version < since && isNeeded(store));
  if (missed.length > 0) {
    const what = missed.map(({ what, since }) => `${what} (since ${since})`).join(', ');
    return `${version} does not carry what the store's settings need: ${what}`;
  }
  if (version < oldestVersion)
    return `${version} is older than ${oldestVersion}, the oldest that the bridge knows`;
  return isSupported ? undefined : `Shopify no longer supports ${version}, and sends another version instead`;
}

export const versionFix =
  "Set the webhooks' API version of the app: `api_version` under [webhooks] in shopify.app.toml, then `shopify app deploy`; or in the developer dashboard. A subscription has no version of its own.";
