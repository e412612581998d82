import type { Release } from '../../../../lambda/envelope';
import type { WaitingCustomer } from '../../../core/answers/waiting';
import { releasesOf, releaseTexts } from './release-texts';

/** The decisions on a customer that waits for one. @param props.ask asks before it is done (`useDecision`) */
export function ReleaseButtons(props: {
  customer: WaitingCustomer;
  ask: (customer: WaitingCustomer, release: Release) => void;
}) {
  const { customer, ask } = props;
  return (
    <>
      {releasesOf[customer.kind].map((release) => (
        <button
          type="button"
          key={release}
          aria-label={`${releaseTexts[release].button}: customer ${customer.customer}`}
          onClick={() => ask(customer, release)}
        >
          {releaseTexts[release].button}…
        </button>
      ))}
    </>
  );
}
