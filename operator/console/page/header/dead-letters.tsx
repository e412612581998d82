import { useState } from 'preact/hooks';
import type { Redriven, RedriveProgress } from '../../../core/answers/redrive';
import { countText, numberText } from '../../../core/text/quantities';
import { ActionButton } from '../parts/action-button';
import { Dialog } from '../parts/dialog';
import { useNews } from '../parts/news';
import { usePolled } from '../state/polled';
import { ask, tell } from '../state/request';
import { noFilter, type View } from '../state/view';

/** Dead letters, and the way back to the queue once their cause is fixed. */
export function DeadLetters(props: {
  deadLetters: number;
  changed: () => void;
  go: (next: Partial<View>) => void;
}) {
  const { deadLetters } = props;
  const [asked, setAsked] = useState(false);
  /** Of a redrive that was started here: its progress is polled once a second. */
  const [since, setSince] = useState<number>();
  const say = useNews();
  const progress = usePolled(
    `redrive ${since}`,
    async (signal) => {
      const path = since === undefined ? '/api/redrive' : `/api/redrive?since=${since}`;
      return (await ask<RedriveProgress | null>(path, signal)).value;
    },
    since === undefined ? 30_000 : 1000,
  ).value;

  async function redrive() {
    const answer = await tell<Redriven>('POST', '/api/redrive');
    say(redrivenWords(answer));
    if ('since' in answer) setSince(answer.since);
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
            {numberText(deadLetters)}
          </button>
        ) : (
          0
        )}
      </p>
      {progress?.running ? (
        <p class="note" role="status">
          Redrive: {numberText(progress.moved)}
          {progress.toMove === null ? '' : ` of ${numberText(progress.toMove)}`} moved
          <progress value={progress.moved} max={progress.toMove ?? undefined} aria-label="Redrive" />
        </p>
      ) : (
        deadLetters > 0 && (
          <button type="button" onClick={() => setAsked(true)}>
            Redrive…
          </button>
        )
      )}
      {since !== undefined && progress && !progress.running && progress.status !== 'COMPLETED' && (
        <p class="note warn" role="status">
          SQS ended the redrive as {progress.status}
          {progress.failureReason === null ? '' : ` (${progress.failureReason})`} after{' '}
          {countText(progress.moved, 'message')}.
        </p>
      )}
      {asked && (
        <Dialog title="Redrive the DLQ" onClose={() => setAsked(false)}>
          <p>
            All {countText(deadLetters, 'message')} of the dead-letter queue go back onto the queue and are
            tried again. Whose cause is not fixed comes back with its new reason.
          </p>
          <footer>
            <ActionButton kind="primary" act={redrive}>
              Redrive {countText(deadLetters, 'message')}
            </ActionButton>
          </footer>
        </Dialog>
      )}
    </section>
  );
}

function redrivenWords(redriven: Redriven): string {
  switch (redriven.kind) {
    case 'started':
      return 'The redrive has begun.';
    case 'running':
      return 'A redrive is under way already.';
    case 'empty':
      return 'The DLQ is empty: there is nothing to redrive.';
    case 'looked-at':
      return `Somebody is reading ${countText(redriven.messages, 'message')} of the DLQ: try again in half a minute.`;
    default:
      return redriven satisfies never;
  }
}
