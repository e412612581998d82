import type { Reason } from '../../reasons/reason';
import type { ReceivedEvent } from '../source';
import { header } from './headers';

/** The newest version whose bodies were read when this was written. Earlier ones have less, and nothing else. */
export const newestVersion = '2026-10';

/** A notice where a body is of a version that nobody has looked at: what still maps is used. */
export function versionNotice({ headers }: ReceivedEvent): Reason | undefined {
  const version = header(headers, 'api-version');
  if (version === undefined || version === 'unstable') return undefined;
  if (/^\d{4}-\d{2}$/.test(version) && version <= newestVersion) return undefined;
  // A header is not signed and may hold anything: only what looks like a version is repeated to people.
  return {
    code: 'api-version-unknown',
    params: { version: /^[\w.-]{1,20}$/.test(version) ? version : null },
  };
}
