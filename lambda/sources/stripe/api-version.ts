import { memberOf, parsedJson } from '../../json';
import type { VersionNotice } from '../../reasons/reason';
import { unknownVersion } from '../api-version';
import type { ReceivedEvent } from '../source';

/** The newest version whose bodies were read when this was written. Earlier ones have less, and nothing else. */
export const newestVersion = '2026-10-28.endive';

/**
 * By the event's `api_version`, a date and, since 2024-09-30, the release's name (https://docs.stripe.com/api/versioning).
 * Some events have null. Thin events have none: what is read for them is asked for in a version that is known. A
 * preview may change any day, whatever its date.
 */
export function versionNotice({ body }: ReceivedEvent): VersionNotice | undefined {
  const version = memberOf(parsedJson(body.toString().replace(/^\uFEFF/, '')), 'api_version');
  if (version === undefined || version === null || version === '') return undefined;
  return typeof version === 'string' && isKnownVersion(version) ? undefined : unknownVersion(version);
}

/** Whether it is a release whose bodies were read. */
export function isKnownVersion(version: string): boolean {
  const [, date, release] = /^(\d{4}-\d{2}-\d{2})(?:\.([a-z]+))?$/.exec(version) ?? [];
  return date !== undefined && date <= newestVersion.slice(0, date.length) && release !== 'preview';
}
