import { useState } from 'preact/hooks';
import { storeKey } from '../../../../lambda/store-name';
import type { PauseResult } from '../../../core/answers/pause';
import { ActionButton } from '../parts/action-button';
import { Dialog } from '../parts/dialog';
import { useNews } from '../parts/news';
import { tell } from '../state/request';
import { pauseChange } from './pause-change';

/** Pause and resume: the webhook endpoint keeps accepting, deliveries wait. */
export function PauseStores(props: {
  paused: readonly string[];
  stores: readonly { readonly source: string; readonly store: string }[];
  changed: () => void;
}) {
  const { paused } = props;
  /** What was paused when the list was opened; undefined while it is closed. */
  const [before, setBefore] = useState<readonly string[]>();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const say = useNews();
  const stores = props.stores.map(storeKey);

  async function resumeAll() {
    const { changed } = await tell<PauseResult>('POST', '/api/resume', { stores: ['*'] });
    say(changed.length > 0 ? 'Resumed: what waited is delivered now.' : 'Nothing was paused any more.');
    props.changed();
  }

  async function change(from: readonly string[]) {
    const { pause, resume } = pauseChange(from, chosen, stores);
    let paused = from;
    if (pause.length > 0) ({ paused } = await tell<PauseResult>('POST', '/api/pause', { stores: pause }));
    if (resume.length > 0) ({ paused } = await tell<PauseResult>('POST', '/api/resume', { stores: resume }));
    say(`Paused: ${named(paused)}.`);
    setBefore(undefined);
    props.changed();
  }

  function open() {
    setChosen(paused);
    setBefore(paused);
  }

  return (
    <div class="pause">
      {paused.length > 0 ? (
        <>
          <p class="note warn">
            <strong>Paused:</strong> {named(paused)}
          </p>
          <ActionButton act={resumeAll}>Resume</ActionButton>
          <button type="button" class="quiet" onClick={open}>
            Change…
          </button>
        </>
      ) : (
        <button type="button" class="quiet" onClick={open}>
          Pause…
        </button>
      )}
      {before && (
        <Dialog title="Pause deliveries" onClose={() => setBefore(undefined)}>
          <p>Webhooks are still accepted; their deliveries wait until you resume, for 13 days at most.</p>
          <fieldset>
            <legend>What to pause</legend>
            {['*', ...stores].map((name) => (
              <label key={name} class="choice">
                <input
                  type="checkbox"
                  checked={chosen.includes(name)}
                  onChange={(event) =>
                    setChosen(
                      event.currentTarget.checked
                        ? [...chosen, name]
                        : chosen.filter((other) => other !== name),
                    )
                  }
                />
                {name === '*' ? 'All stores' : name}
              </label>
            ))}
          </fieldset>
          <footer>
            <ActionButton kind="primary" disabled={chosen.length === 0} act={() => change(before)}>
              Pause
            </ActionButton>
          </footer>
        </Dialog>
      )}
    </div>
  );
}

const named = (stores: readonly string[]) =>
  stores.includes('*') ? 'all stores' : stores.join(', ') || 'nothing';
