import { foundByEmail } from '../../../core/text/found-by-email';

interface EmptyListProps {
  readonly isFiltered: boolean;
  readonly isByEmail: boolean;
  readonly isLocal: boolean;
  readonly clear: () => void;
}

/** Nothing to show: why, and what to do next. */
export function EmptyList(props: EmptyListProps) {
  if (props.isFiltered) {
    return (
      <div class="empty-list">
        <p>No delivery matches.</p>
        {props.isByEmail && <p class="note">{foundByEmail}</p>}
        <p class="note">What still waits on the queue for its first attempt is not listed yet.</p>
        <button type="button" onClick={props.clear}>
          Show all
        </button>
      </div>
    );
  }
  return (
    <div class="empty-list">
      <p>No deliveries yet.</p>
      <p class="note">
        {props.isLocal
          ? 'Press “Send a test signup” above: it appears here a moment later.'
          : 'They appear here as soon as a store sends its first webhook.'}
      </p>
    </div>
  );
}
