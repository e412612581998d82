import { useEffect, useRef } from 'preact/hooks';
import type { DeliverySummary } from '../../../core/answers/deliveries';
import { nextTryShort, nextTryText } from '../../../core/text/next-try';
import { durationText } from '../../../core/text/quantities';
import { OutcomeBadge } from '../parts/outcome-badge';
import { Zone } from '../parts/zone';
import { hashOf, type View } from '../state/view';
import { exactTime, timeOf } from '../state/zone';

export function DeliveryTable(props: {
  deliveries: readonly DeliverySummary[];
  fresh: ReadonlySet<string>;
  view: View;
  lastOpened: string | null;
  open: (delivery: string) => void;
}) {
  useEffect(() => {
    // Whoever is at a filter or in the search stays there.
    if (document.activeElement !== document.body) return;
    const opened = document.querySelector<HTMLElement>(`[data-row="${CSS.escape(props.lastOpened ?? '')}"]`);
    opened?.focus();
  }, []);
  return (
    <table class="deliveries">
      <thead>
        <tr>
          <th scope="col">
            Received <Zone />
          </th>
          <th scope="col">Outcome</th>
          <th scope="col">Customer</th>
          <th scope="col">Store</th>
          <th scope="col">Reason</th>
          <th scope="col" class="number">
            Attempts
          </th>
          <th scope="col" class="number">
            Latency
          </th>
        </tr>
      </thead>
      <tbody>
        {props.deliveries.map((delivery) => (
          <Row key={delivery.id} delivery={delivery} {...props} />
        ))}
      </tbody>
    </table>
  );
}

/** Of one that is tried again: when. It may be later, which its page explains. */
function NextTry({ at }: { at: string | null }) {
  if (at === null) return <span class="quiet-text">not ended</span>;
  return (
    <time class="next-try" dateTime={at} title={`Next try ${exactTime(at)}, ${nextTryText(at, new Date())}`}>
      {nextTryShort(at, new Date())}
    </time>
  );
}

/** Pixels: less is an unsteady hand. */
const dragged = 5;

function Row(props: {
  delivery: DeliverySummary;
  fresh: ReadonlySet<string>;
  view: View;
  open: (delivery: string) => void;
}) {
  const { id, receivedAt, outcome, customer, maskedEmail, source, store } = props.delivery;
  const { reason, discarded, attemptCount, latencyMs, nextTryAt } = props.delivery;
  const pressedAt = useRef(0);
  const follow = (event: MouseEvent) => {
    // Whoever drags over an ID to copy it stays. (Enter has no place.)
    if (event.detail > 0 && Math.abs(event.clientX - pressedAt.current) > dragged) return;
    // A new tab, a new window or a download is left to the browser.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    props.open(id);
  };
  return (
    <tr
      class={props.fresh.has(id) ? 'fresh' : ''}
      onMouseDown={(event) => {
        pressedAt.current = event.clientX;
      }}
      onClick={follow}
    >
      <td class="time" title={exactTime(receivedAt)}>
        <a
          href={hashOf({ ...props.view, delivery: id })}
          data-row={id}
          aria-label={`Delivery received ${timeOf(receivedAt)}, ${outcome}`}
        >
          {timeOf(receivedAt)}
        </a>
      </td>
      <td>
        <OutcomeBadge outcome={outcome} />
        {discarded && <span class="note"> discarded</span>}
      </td>
      <td class="customer">
        <span class="id">{customer ?? '—'}</span>
        {maskedEmail && <span class="email">{maskedEmail}</span>}
      </td>
      <td class="store">
        <span>{source}</span>
        <span class="quiet-text">/{store}</span>
      </td>
      <td class="reason" title={reason?.text}>
        {reason?.text}
      </td>
      <td class="number attempts">
        {attemptCount}
        <span class="word"> {attemptCount === 1 ? 'attempt' : 'attempts'}</span>
      </td>
      <td class="number latency">
        {latencyMs === null ? <NextTry at={nextTryAt} /> : durationText(latencyMs)}
      </td>
    </tr>
  );
}
