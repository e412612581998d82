import { useState } from 'preact/hooks';
import { ActionButton } from '../parts/action-button';
import { Dialog } from '../parts/dialog';
import { useNews } from '../parts/news';
import { tell } from '../state/request';

/** The brake: the door keeps accepting, deliveries wait. */
export function PauseStores(props: {
  paused: readonly string[];
  stores: readonly { readonly source: string; readonly store: string }[];
  changed: () => void;
}) {
  const { paused } = props;
  const [asked, setAsked] = useState(false);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const say = useNews();

  async function pause(stores: readonly string[]) {
    await tell('PUT', '/api/paused', { stores });
    say(stores.length === 0 ? 'Resumed: what waited is delivered now.' : `Paused: ${named(stores)}.`);
    setAsked(false);
    props.changed();
  }

  function ask() {
    setChosen(paused);
    setAsked(true);
  }

  const names = ['*', ...props.stores.map(({ source, store }) => `${source}/${store}`)];
  return (
    <div class="pause">
      {paused.length > 0 ? (
        <>
          <p class="note warn">
            <strong>Paused:</strong> {named(paused)}
          </p>
          <ActionButton act={() => pause([])}>Resume</ActionButton>
          <button type="button" class="quiet" onClick={ask}>
            Change…
          </button>
        </>
      ) : (
        <button type="button" class="quiet" onClick={ask}>
          Pause…
        </button>
      )}
      {asked && (
        <Dialog title="Pause deliveries" onClose={() => setAsked(false)}>
          <p>Webhooks are still taken in; their deliveries wait until you resume, for 13 days at most.</p>
          <fieldset>
            <legend>What to pause</legend>
            {names.map((name) => (
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
            <ActionButton kind="primary" disabled={chosen.length === 0} act={() => pause(chosen)}>
              Pause
            </ActionButton>
          </footer>
        </Dialog>
      )}
    </div>
  );
}

const named = (stores: readonly string[]) => (stores.includes('*') ? 'all stores' : stores.join(', '));
