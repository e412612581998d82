import { hashOf, type View } from '../state/view';

/** A customer's name (`source/store/id`) that leads to its page. */
export function CustomerLink(props: {
  customer: string;
  view: View;
  go: (next: Partial<View>) => void;
  text?: string;
  /** Its link is how the keyboard reaches the row. */
  isRow?: true;
}) {
  const { customer, view, go, text = customer } = props;
  return (
    <a
      href={hashOf({ ...view, delivery: null, customer })}
      data-row={props.isRow ? customer : undefined}
      onClick={(event) => follow(event, () => go({ delivery: null, customer }))}
    >
      {text}
    </a>
  );
}

/** A delivery's id, short, that leads to its page. */
export function DeliveryLink(props: { id: string; view: View; go: (next: Partial<View>) => void }) {
  const { id, view, go } = props;
  return (
    <a
      class="of-delivery"
      href={hashOf({ ...view, delivery: id })}
      title={id}
      onClick={(event) => follow(event, () => go({ delivery: id }))}
    >
      delivery {id.slice(0, 8)}…
    </a>
  );
}

/** Follows a link within the page; a new tab or window is left to the browser. */
export function follow(event: MouseEvent, go: () => void): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  go();
}
