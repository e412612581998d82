import { useEffect, useState } from 'preact/hooks';
import { countText, numberText } from '../../../core/text/quantities';
import type { BulkReplay as Progress } from '../../api/bulk-replay';
import { useNews } from '../parts/news';
import { Problem } from '../parts/problem';
import { usePolled } from '../state/polled';
import { ask, tell } from '../state/request';
import type { Filter } from '../state/view';
import { ReplayDialog } from './replay-dialog';

const isRunning = (progress: Progress | null | undefined) =>
  progress ? progress.result === null && progress.failed === null : false;

/** Replays all deliveries of the filter: counted and confirmed first, then with progress. */
export function BulkReplay({ filter, changed }: { filter: Filter; changed: () => void }) {
  const [isAsking, setAsking] = useState(false);
  const [begun, setBegun] = useState(0);
  const say = useNews();
  const progress = usePolled(
    `replays ${begun}`,
    async (signal) => (await ask<Progress | null>('/api/replays', signal)).value,
    begun > 0 ? 500 : 15_000,
  );
  const ended = progress.value?.result;

  useEffect(() => {
    if (begun === 0 || !ended) return;
    say(`Replayed ${countText(ended.sent, 'delivery')}.`);
    setBegun(0);
    changed();
  }, [ended]);

  async function replay(ids: readonly string[]) {
    await tell('POST', '/api/replays', { ids });
    setAsking(false);
    setBegun((times) => times + 1);
  }

  return (
    <div class="bulk">
      {progress.value && isRunning(progress.value) ? (
        <p class="note">
          Replaying {numberText(progress.value.done)} of {numberText(progress.value.total)}
          <progress value={progress.value.done} max={progress.value.total} aria-label="Replay" />
        </p>
      ) : (
        <button type="button" onClick={() => setAsking(true)}>
          Replay all of these…
        </button>
      )}
      {begun > 0 && progress.value?.failed && (
        <p class="problem" role="alert">
          The replay was aborted after {numberText(progress.value.done)} of {numberText(progress.value.total)}{' '}
          ({progress.value.failed}). Those are on the queue. Select again for the rest: a second replay harms
          nobody.
        </p>
      )}
      <Problem of={begun > 0 ? progress.problem : undefined} />
      {isAsking && <ReplayDialog filter={filter} replay={replay} onClose={() => setAsking(false)} />}
    </div>
  );
}
