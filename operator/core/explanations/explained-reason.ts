import type { Outcome } from '../../../lambda/delivery/outcome';
import type { ReasonCode } from '../../../lambda/reasons/reason';
import type { Explanation } from '../answers/shown-delivery';

/** What one reason means, in words for somebody who runs a shop. */
export interface ExplainedReason extends Explanation {
  /** With which outcomes it comes. */
  readonly outcomes: readonly Outcome[];
  /** A section of docs/operate that goes on from here. */
  readonly readMore?: string;
}

/** A part of the catalogue: that no code is missing is held where the parts are put together. */
export type ExplainedReasons = { readonly [C in ReasonCode]?: ExplainedReason };
