import { hashOf, type View } from '../state/view';

/** Leads back to the list of deliveries. @param list the view without the page that is left */
export function AllDeliveries({ list, go }: { list: View; go: (next: Partial<View>) => void }) {
  return (
    <a
      class="back"
      href={hashOf(list)}
      onClick={(event) => {
        event.preventDefault();
        go(list);
      }}
    >
      ← All deliveries
    </a>
  );
}
