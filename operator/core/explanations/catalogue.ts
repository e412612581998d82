import type { ReasonCode } from '../../../lambda/reasons/reason';
import { doneReasons } from './done';
import type { ExplainedReason } from './explained-reason';
import { ignoredReasons } from './ignored';
import { refusedReasons } from './refused';
import { retryReasons } from './retry';
import { unlinkedReasons } from './unlinked';

/** Every reason that the ledger can hold, explained. Its short text is in lambda/reasons/text.ts. */
export const catalogue: { readonly [C in ReasonCode]: ExplainedReason } = {
  ...doneReasons,
  ...ignoredReasons,
  ...refusedReasons,
  ...retryReasons,
  ...unlinkedReasons,
};
