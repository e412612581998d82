import { customerKey } from '../../../lambda/store-name';
import type { OperatorAction } from '../answers/actions';
import type { InMasivo } from '../answers/in-masivo';
import type { CustomerEvent } from '../answers/shown-customer';
import { isDelivery } from './act';
import { statementText } from './consent';
import { numberText } from './quantities';

/** What happened to a customer, in one line. @param timeOf how times are shown */
export function customerEventText(event: CustomerEvent, timeOf: (iso: string) => string): string {
  switch (event.kind) {
    case 'delivery':
      return changedText(event);
    case 'consent':
      return statementText(event.statement, timeOf(event.statement.at));
    case 'link':
      return `Linked to ${customerKey(event.owner)}`;
    case 'since':
      return `Since then: ${event.standing}`;
    case 'deletion':
      return 'The store deleted the shopper';
    case 'merge':
      return `The store merged the shopper into ${customerKey(event.into)}`;
    case 'erasure':
      return 'The person was erased: nothing else is kept';
    case 'act': {
      const { about } = event.action;
      return `${actText(event.action)}${isDelivery(about) ? ` (delivery ${about.slice(0, 8)}…)` : ''}`;
    }
    case 'release':
      return `An operator released this customer among others: ${event.release}`;
    default:
      return event satisfies never;
  }
}

/** Who did what; what it is about stands beside it. */
export const actText = ({ who, what, release }: OperatorAction): string =>
  `${who}: ${what}${release ? `: ${release}` : ''}`;

/** What a delivery's snapshot changed. */
function changedText({ changed, isFirst, delivery }: CustomerEvent & { kind: 'delivery' }): string {
  if (delivery.discarded) return 'an operator discarded it';
  if (changed === null && delivery.outcome === 'refused') return 'nothing of it was kept as a snapshot';
  if (isFirst) return 'the first snapshot that is kept';
  if (changed === null) return 'not the newest snapshot';
  return changed.length === 0 ? 'the same snapshot' : `changed ${changed.join(', ')}`;
}

/** `120 Points, 3 Coupons`; `no points` where there are none. */
export const pointsText = (points: (InMasivo & { kind: 'there' })['points']): string =>
  points.map(({ reward, total }) => `${numberText(total)} ${reward}`).join(', ') || 'no points';

/** A value of a difference; what is not there is a dash. */
export const differenceText = (value: unknown): string =>
  value === undefined || value === null ? '—' : String(value);
