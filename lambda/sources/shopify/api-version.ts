import type { VersionNotice } from '../../reasons/reason';
import { unknownVersion } from '../api-version';
import type { ReceivedEvent } from '../source';
import { header } from './headers';
import { isTestNotification } from './test-notification';

/** The newest version whose bodies were read when this was written. Earlier ones have less, and nothing else. */
export const newestVersion = '2026-10';

/**
 * By the header that names the version of the body. `unstable` is what Shopify calls the version that may change any
 * day (https://shopify.dev/docs/api/usage/versioning). A test notification is nobody's event.
 */
export function versionNotice({ headers }: ReceivedEvent): VersionNotice | undefined {
  const version = header(headers, 'api-version');
  if (!version || isTestNotification(headers)) return undefined;
  const isKnown = /^\d{4}-\d{2}$/.test(version) && version <= newestVersion;
  return isKnown ? undefined : unknownVersion(version);
}
