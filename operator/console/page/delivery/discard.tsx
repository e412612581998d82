import { useId, useState } from 'preact/hooks';
import type { DiscardedDelivery } from '../../../core/answers/discard';
import type { ShownDelivery } from '../../../core/answers/shown-delivery';
import { discardConsequence, leftOfDiscarded, leftText } from '../../../core/text/discard';
import { ActionButton } from '../parts/action-button';
import { Dialog } from '../parts/dialog';
import { useNews } from '../parts/news';
import { tell } from '../state/request';

/** Gives a refused delivery up, after a dialog that says what is lost. */
export function Discard({ delivery, changed }: { delivery: ShownDelivery; changed: () => void }) {
  const [asked, setAsked] = useState(false);
  const [note, setNote] = useState('');
  const say = useNews();
  const id = useId();

  async function discard() {
    const why = note.trim();
    const { deleted } = await tell<Pick<DiscardedDelivery, 'deleted'>>(
      'POST',
      `/api/deliveries/${delivery.id}/discard`,
      why === '' ? {} : { note: why },
    );
    say(
      deleted > 0
        ? 'It is discarded, and its message is deleted from the DLQ.'
        : 'It is discarded. No message of it was seen in the DLQ: one that shows later ends when it is redriven.',
    );
    setAsked(false);
    changed();
  }

  return (
    <>
      <button type="button" onClick={() => setAsked(true)}>
        Discard…
      </button>
      {asked && (
        <Dialog title="Discard this delivery?" onClose={() => setAsked(false)}>
          <p>{discardConsequence}</p>
          <p>What was received is then {leftText[leftOfDiscarded(delivery)]}.</p>
          <label for={id}>Why (no personal data; may stay empty)</label>
          <input
            id={id}
            type="text"
            maxLength={200}
            autoComplete="off"
            value={note}
            onInput={(event) => setNote(event.currentTarget.value)}
          />
          <footer>
            <ActionButton kind="danger" act={discard}>
              Discard
            </ActionButton>
          </footer>
        </Dialog>
      )}
    </>
  );
}
