import { useState } from 'preact/hooks';
import type { RedriveProgress } from '../../../operator/operator';
import { ActionButton } from '../parts/action-button';
import { Dialog } from '../parts/dialog';
import { useNews } from '../parts/news';
import { count } from '../parts/words';
import { usePolled } from '../state/polled';
import { ask, tell } from '../state/request';
import { noFilter, type View } from '../state/view';

const isRunning = (progress: RedriveProgress | null | undefined) =>
  progress?.status === 'RUNNING' || progress?.status === 'CANCELLING';

/** What can never succeed as it is, and the way back onto the queue once its cause is mended. */
export function DeadLetters(props: {
  deadLetters: number;
  changed: () => void;
  go: (next: Partial<View>) => void;
}) {
  const { deadLetters } = props;
  const [asked, setAsked] = useState(false);
  const [begun, setBegun] = useState(0);
  const say = useNews();
  const progress = usePolled(
    `redrive ${begun}`,
    async (signal) => (await ask<RedriveProgress | null>('/api/redrive', signal)).value,
    begun > 0 ? 1000 : 30_000,
  ).value;

  async function redrive() {
    const { redrive: answer } = await tell<{ redrive: 'started' | 'running' | 'empty' }>(
      'POST',
      '/api/redrive',
    );
    say(
      answer === 'started'
        ? 'The redrive has begun.'
        : answer === 'running'
          ? 'A redrive is under way already.'
          : 'The DLQ is empty: there is nothing to redrive.',
    );
    setBegun((times) => times + 1);
    setAsked(false);
    props.changed();
  }

  return (
    <section class="card" aria-labelledby="dlq-title">
      <h2 id="dlq-title">Dead letters</h2>
      <p class={`figure ${deadLetters > 0 ? 'bad' : 'good'}`}>
        {deadLetters > 0 ? (
          <button
            type="button"
            class="link"
            title="Show refused deliveries"
            onClick={() => props.go({ filter: { ...noFilter, outcomes: ['refused'] }, before: '' })}
          >
            {deadLetters.toLocaleString()}
          </button>
        ) : (
          0
        )}
      </p>
      {isRunning(progress) && progress ? (
        <p class="note" role="status">
          Redrive: {progress.moved.toLocaleString()}
          {progress.toMove === null ? '' : ` of ${progress.toMove.toLocaleString()}`} moved
          <progress value={progress.moved} max={progress.toMove ?? undefined} aria-label="Redrive" />
        </p>
      ) : (
        deadLetters > 0 && (
          <button type="button" onClick={() => setAsked(true)}>
            Redrive…
          </button>
        )
      )}
      {asked && (
        <Dialog title="Redrive the DLQ" onClose={() => setAsked(false)}>
          <p>
            All {count(deadLetters, 'message')} of the dead-letter queue go back onto the queue and are tried
            again. Whose cause is not mended comes back with its new reason.
          </p>
          <footer>
            <ActionButton kind="primary" act={redrive}>
              Redrive {count(deadLetters, 'message')}
            </ActionButton>
          </footer>
        </Dialog>
      )}
    </section>
  );
}
