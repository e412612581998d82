import { useEffect, useState } from 'preact/hooks';
import { storeKey } from '../../../../lambda/store-name';
import type { ReplaySelection } from '../../../core/answers/replay';
import { countText, numberText } from '../../../core/text/quantities';
import { replayPreview, settledOutcomes } from '../../../core/text/replay-preview';
import type { BulkReplay as Progress } from '../../api/bulk-replay';
import { ActionButton } from '../parts/action-button';
import { Dialog } from '../parts/dialog';
import { useNews } from '../parts/news';
import { OutcomeBadge } from '../parts/outcome-badge';
import { Problem } from '../parts/problem';
import { usePolled } from '../state/polled';
import { ask, tell } from '../state/request';
import { apiQuery, type Filter } from '../state/view';
import { toReplay } from './to-replay';

const nothing: ReplaySelection = { ids: [], counts: [], more: false };

const isRunning = (progress: Progress | null | undefined) =>
  progress ? progress.result === null && progress.failed === null : false;

/** Replays all deliveries of the filter: counted and confirmed first, then with progress. */
export function BulkReplay({ filter, changed }: { filter: Filter; changed: () => void }) {
  const [selection, setSelection] = useState<ReplaySelection>();
  const [withSettled, setWithSettled] = useState(false);
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

  /** What Masivo has already is replayed only where somebody asks for it. */
  async function select(settled: boolean) {
    const wanted = toReplay(filter.outcomes, settled);
    setWithSettled(settled);
    if (wanted.length === 0) {
      setSelection(nothing);
      return;
    }
    const query = apiQuery({ ...filter, outcomes: wanted });
    setSelection((await ask<ReplaySelection>(`/api/selection?${query}`)).value);
  }

  async function replay(ids: readonly string[]) {
    await tell('POST', '/api/replays', { ids });
    setSelection(undefined);
    setBegun((times) => times + 1);
  }

  const preview = selection && replayPreview(selection.counts);
  return (
    <div class="bulk">
      {progress.value && isRunning(progress.value) ? (
        <p class="note">
          Replaying {numberText(progress.value.done)} of {numberText(progress.value.total)}
          <progress value={progress.value.done} max={progress.value.total} aria-label="Replay" />
        </p>
      ) : (
        <ActionButton act={() => select(false)}>Replay all of these…</ActionButton>
      )}
      {begun > 0 && progress.value?.failed && (
        <p class="problem" role="alert">
          The replay was aborted after {numberText(progress.value.done)} of {numberText(progress.value.total)}{' '}
          ({progress.value.failed}). Those are on the queue. Select again for the rest: a second replay harms
          nobody.
        </p>
      )}
      <Problem of={begun > 0 ? progress.problem : undefined} />
      {selection && (
        <Dialog
          title={`Replay ${countText(selection.ids.length, 'delivery')}?`}
          onClose={() => setSelection(undefined)}
        >
          {selection.ids.length > 0 ? (
            <Counts selection={selection} />
          ) : (
            <p>
              {withSettled
                ? 'Nothing matches the filter.'
                : 'Nothing of what the filter shows needs a replay: Masivo has it already, or there is nothing.'}
            </p>
          )}
          <label class="choice">
            <input
              type="checkbox"
              checked={withSettled}
              onChange={(event) =>
                void select(event.currentTarget.checked).catch(() => setSelection(undefined))
              }
            />
            Also those that Masivo has already: {settledOutcomes.join(', ')}
          </label>
          {preview && <p>{preview}</p>}
          <p>
            Each goes back onto the queue as it was received, under its own id. Masivo is asked before
            anything is sent, so nobody is created twice.
          </p>
          <footer>
            <ActionButton
              kind="primary"
              disabled={selection.ids.length === 0}
              act={() => replay(selection.ids)}
            >
              Replay {countText(selection.ids.length, 'delivery')}
            </ActionButton>
          </footer>
        </Dialog>
      )}
    </div>
  );
}

function Counts({ selection }: { selection: ReplaySelection }) {
  return (
    <>
      {selection.more && (
        <p class="note warn">
          There are more: these are the newest {numberText(selection.ids.length)}. Replay the rest afterwards,
          with an earlier time.
        </p>
      )}
      <table>
        <thead>
          <tr>
            <th scope="col">Outcome</th>
            <th scope="col">Store</th>
            <th scope="col" class="number">
              Deliveries
            </th>
          </tr>
        </thead>
        <tbody>
          {selection.counts.map(({ source, store, outcome, count: number }) => (
            <tr key={`${storeKey({ source, store })} ${outcome}`}>
              <td>
                <OutcomeBadge outcome={outcome} />
              </td>
              <td>
                {source}/{store}
              </td>
              <td class="number">{numberText(number)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
