import type { Expected } from './release-folder';

/**
 * Where today's code ends a frozen message otherwise than its release did, on purpose: what is expected now, and why. A
 * published release stays as it was frozen, so this is the place to say it, beside a line in CHANGELOG.md.
 */
export const deviations: readonly {
  readonly version: string;
  readonly story: string;
  /** The number of the step in its story, from 1. */
  readonly step: number;
  readonly now: Partial<Expected>;
  readonly why: string;
}[] = [];
