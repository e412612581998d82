import type { Outcome } from '../../../lambda/delivery/outcome';
import type { Explanation } from '../operator';

/** What one reason means, in words for somebody who runs a shop. */
export interface ExplainedReason extends Explanation {
  /** The reason as the code gives it; `…` stands for what it puts there. */
  readonly reason: string;
  /** Where the same reason means something else under another outcome. */
  readonly outcome?: Outcome;
}
