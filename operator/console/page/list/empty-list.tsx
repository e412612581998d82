/** Nothing to show: why, and what to do next. */
export function EmptyList(props: { isFiltered: boolean; isLocal: boolean; clear: () => void }) {
  if (props.isFiltered) {
    return (
      <div class="empty-list">
        <p>No delivery matches.</p>
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
