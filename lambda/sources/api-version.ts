import type { VersionNotice } from '../reasons/reason';

/**
 * The notice of a version that nobody has looked at: what still maps is used. A version may be unsigned and hold
 * anything: only what looks like one is repeated to people.
 */
export const unknownVersion = (version: unknown): VersionNotice => ({
  code: 'api-version-unknown',
  params: { version: typeof version === 'string' && looksLikeOne.test(version) ? version : null },
});

const looksLikeOne = /^(unstable|\d{4}-\d{2}[\w.-]{0,20})$/;
