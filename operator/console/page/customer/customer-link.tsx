import { hashOf, type View } from '../state/view';

/** A customer's name (`source/store/id`) that leads to its page. */
export function CustomerLink(props: {
  customer: string;
  view: View;
  go: (next: Partial<View>) => void;
  text?: string;
}) {
  const { customer, view, go, text = customer } = props;
  return (
    <a
      href={hashOf({ ...view, delivery: null, customer })}
      onClick={(event) => {
        // A new tab or window is left to the browser.
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        go({ delivery: null, customer });
      }}
    >
      {text}
    </a>
  );
}
