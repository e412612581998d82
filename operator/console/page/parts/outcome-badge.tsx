import type { Outcome } from '../../../../lambda/delivery/outcome';
import { meaning } from './texts';

/** An outcome as colour and word: the colour alone would tell nothing to many. */
export function OutcomeBadge({ outcome }: { outcome: Outcome }) {
  return (
    <span class={`outcome ${outcome}`} title={meaning[outcome]}>
      {outcome}
    </span>
  );
}
