import type { Outcome } from '../../../../lambda/delivery/outcome';
import type { Attention } from '../../../../lambda/ledger/customer-item';
import { meaning } from './texts';

/** An outcome as colour and text: colour alone is not accessible. */
export function OutcomeBadge({ outcome }: { outcome: Outcome | Attention }) {
  return (
    <span class={`outcome ${outcome}`} title={meaning[outcome]}>
      {outcome}
    </span>
  );
}
