import type { CustomerEvent, ShownCustomer } from '../../../core/answers/shown-customer';
import { isDelivery } from '../../../core/text/act';
import { actText, customerEventText } from '../../../core/text/customer';
import { DeliveryLink } from '../parts/links';
import { OutcomeBadge } from '../parts/outcome-badge';
import { Zone } from '../parts/zone';
import type { View } from '../state/view';
import { exactTime, timeOf } from '../state/zone';

interface Props {
  readonly view: View;
  readonly go: (next: Partial<View>) => void;
}

/** Everything that happened to a customer, newest first. */
export function CustomerTimeline({ shown, ...props }: { shown: ShownCustomer } & Props) {
  return (
    <section class="card timeline" aria-labelledby="customer-timeline-title">
      <h3 id="customer-timeline-title">What happened, newest first</h3>
      <p class="note">
        Times in <Zone />
      </p>
      <ol>
        {shown.timeline.map((event, index) => (
          <li key={`${event.kind} ${event.at} ${index}`} class={classOf(event)}>
            <time dateTime={event.at} title={exactTime(event.at)}>
              {timeOf(event.at)}
            </time>
            <What event={event} {...props} />
          </li>
        ))}
      </ol>
      {shown.actsSince !== null && (
        <p class="note">
          What operators did before {timeOf(shown.actsSince)} is not in it: the command{' '}
          <code>actions --limit 1000</code> lists more.
        </p>
      )}
      {shown.more && (
        <p class="note">
          There are older deliveries: search for the customer’s ID in the list of all deliveries.
        </p>
      )}
    </section>
  );
}

const classOf = (event: CustomerEvent) => (event.kind === 'delivery' ? event.delivery.outcome : event.kind);

function What({ event, ...props }: { event: CustomerEvent } & Props) {
  const text = customerEventText(event, timeOf);
  switch (event.kind) {
    case 'delivery': {
      const { id, outcome, reason, discarded } = event.delivery;
      return (
        <>
          <OutcomeBadge outcome={outcome} />
          {discarded && <span class="note">discarded</span>}
          <DeliveryLink id={id} {...props} />
          {reason && <p class="reason">{reason.text}</p>}
          <p class="reason">{text}</p>
        </>
      );
    }
    case 'consent':
    case 'link':
    case 'release':
      return (
        <>
          <span class="what">{text}</span>
          {event.delivery && <DeliveryLink id={event.delivery} {...props} />}
        </>
      );
    case 'since':
      return (
        <>
          <span class="what">{text}</span>
          {event.reason && <p class="reason">{event.reason.text}</p>}
        </>
      );
    case 'deletion':
    case 'merge':
    case 'erasure':
      return <span class="what">{text}</span>;
    case 'act':
      return (
        <>
          <span class="what">{actText(event.action)}</span>
          {isDelivery(event.action.about) && <DeliveryLink id={event.action.about} {...props} />}
        </>
      );
    default:
      return event satisfies never;
  }
}
