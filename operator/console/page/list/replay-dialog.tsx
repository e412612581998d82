import { useState } from 'preact/hooks';
import { storeKey } from '../../../../lambda/store-name';
import type { ReplaySelection } from '../../../core/answers/replay';
import { countText, numberText } from '../../../core/text/quantities';
import { replayPreview, settledOutcomes } from '../../../core/text/replay-preview';
import { ActionButton } from '../parts/action-button';
import { Dialog } from '../parts/dialog';
import { OutcomeBadge } from '../parts/outcome-badge';
import { Problem } from '../parts/problem';
import { useAsked } from '../state/asked';
import { ask } from '../state/request';
import { apiQuery, type Filter } from '../state/view';
import { toReplay } from './to-replay';

const nothing: ReplaySelection = { ids: [], counts: [], more: false };

/** Which deliveries of the filter are replayed, counted before anything is done. */
export function ReplayDialog(props: {
  filter: Filter;
  replay: (ids: readonly string[]) => Promise<void>;
  onClose: () => void;
}) {
  const { filter, replay, onClose } = props;
  const [withSettled, setWithSettled] = useState(false);
  const { value, problem, refresh } = useAsked(String(withSettled), async (signal) => {
    const outcomes = toReplay(filter.outcomes, withSettled);
    if (outcomes.length === 0) return { withSettled, selection: nothing };
    const query = apiQuery({ ...filter, outcomes });
    return { withSettled, selection: (await ask<ReplaySelection>(`/api/selection?${query}`, signal)).value };
  });
  // What was selected for the other choice is not what would be replayed.
  const selection = value?.withSettled === withSettled ? value.selection : undefined;
  const count = selection?.ids.length ?? 0;
  const preview = selection && replayPreview(selection.counts);
  return (
    <Dialog title={count > 0 ? `Replay ${countText(count, 'delivery')}?` : 'Replay'} onClose={onClose}>
      <Problem of={problem} retry={refresh} />
      {!selection && !problem && <p class="note">Counting…</p>}
      {selection && count > 0 && <Counts selection={selection} />}
      {selection && count === 0 && (
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
          onChange={(event) => setWithSettled(event.currentTarget.checked)}
        />
        Also those that Masivo has already: {settledOutcomes.join(', ')}
      </label>
      {preview && <p>{preview}</p>}
      <p>
        Each goes back onto the queue as it was received, under its own id. Masivo is asked before anything is
        sent, so nobody is created twice. What was discarded is left out: replay that from its own page.
      </p>
      <footer>
        <ActionButton kind="primary" disabled={count === 0} act={() => replay(selection?.ids ?? [])}>
          Replay {countText(count, 'delivery')}
        </ActionButton>
      </footer>
    </Dialog>
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
