import { useState } from 'preact/hooks';
import type { ShownDelivery } from '../../../core/answers/shown-delivery';
import type { AboutEnvironment } from '../../api/environment';
import { EditAndSend } from '../local/edit-and-send';
import { ActionButton } from '../parts/action-button';
import { useDecision } from '../parts/decision';
import { useNews } from '../parts/news';
import { ReleaseButtons } from '../parts/release-buttons';
import { tell } from '../state/request';
import type { View } from '../state/view';
import { Discard } from './discard';

export function DeliveryActions(props: {
  delivery: ShownDelivery;
  about: AboutEnvironment;
  changed: () => void;
  go: (next: Partial<View>) => void;
}) {
  const { delivery, changed } = props;
  const [editing, setEditing] = useState(false);
  const say = useNews();
  const { askFor, dialog } = useDecision(delivery.waiting ? [delivery.waiting] : [], changed);

  async function replay() {
    await tell('POST', `/api/deliveries/${delivery.id}/replay`);
    say('It is back on the queue. Its next attempt appears below in a moment.');
    changed();
  }

  return (
    <div class="actions">
      {delivery.waiting && <ReleaseButtons customer={delivery.waiting} ask={askFor} />}
      {delivery.withoutBody === null && (
        <ActionButton
          act={replay}
          kind={delivery.explanation.replayHelps ? 'primary' : undefined}
          title="Puts the received webhook back on the queue, under the same id"
        >
          Replay
        </ActionButton>
      )}
      {props.about.local && delivery.withoutBody === null && (
        <button type="button" onClick={() => setEditing(true)}>
          Edit and send again…
        </button>
      )}
      {delivery.outcome === 'refused' && delivery.discarded === null && (
        <Discard delivery={delivery} changed={changed} />
      )}
      {dialog}
      {editing && (
        <EditAndSend
          delivery={delivery.id}
          onClose={() => setEditing(false)}
          sent={(id) => props.go({ delivery: id })}
        />
      )}
    </div>
  );
}
