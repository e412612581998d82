import { useEffect, useRef, useState } from 'preact/hooks';
import { keyAction, keyHelp, nextRow } from '../state/keys';
import { Dialog } from './dialog';

// Whoever speaks to the computer types single letters unawares (WCAG 2.1.4): the keys can be turned off.
const stored = 'keys';

const rowLinks = () => [...document.querySelectorAll('[data-row]')];

/** The page's keys, a line that tells of them, and their list. @param back leads to the list; undefined there */
export function Keyboard({ back }: { back: (() => void) | undefined }) {
  const [isHelping, setHelping] = useState(false);
  const [areOn, setOn] = useState(localStorage.getItem(stored) !== 'off');
  const latest = useRef({ back, areOn });
  latest.current = { back, areOn };

  const turn = (on: boolean) => {
    localStorage.setItem(stored, on ? 'on' : 'off');
    setOn(on);
  };

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const action = keyAction({
        key: event.key,
        withModifier: event.ctrlKey || event.altKey || event.metaKey,
        inField: isField(event.target) || document.querySelector('dialog[open]') !== null,
        onRow: document.activeElement?.hasAttribute('data-row') ?? false,
      });
      if (!action || (!latest.current.areOn && action !== 'back')) return;
      switch (action) {
        case 'next':
        case 'previous': {
          const rows = rowLinks();
          const { activeElement } = document;
          const at = activeElement ? rows.indexOf(activeElement) : -1;
          const row = rows[nextRow(at, rows.length, action)];
          if (row instanceof HTMLElement) row.focus();
          break;
        }
        case 'back':
          if (!latest.current.back) return;
          latest.current.back();
          break;
        case 'search':
          document.querySelector<HTMLElement>('input[type=search]')?.focus();
          break;
        case 'help':
          setHelping(true);
          break;
        default:
          action satisfies never;
      }
      event.preventDefault();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);

  return (
    <footer class="keyboard">
      <p class="note" hidden={!areOn}>
        <kbd>j</kbd> <kbd>k</kbd> rows, <kbd>Enter</kbd> open, <kbd>Esc</kbd> back, <kbd>/</kbd> search
      </p>
      <button type="button" class="quiet" onClick={() => setHelping(true)}>
        All keys (?)
      </button>
      {isHelping && (
        <Dialog title="Keys" onClose={() => setHelping(false)}>
          <dl class="keys">
            {keyHelp.map(([keys, does]) => (
              <div key={does}>
                <dt>
                  {keys.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
          <label class="choice">
            <input type="checkbox" checked={areOn} onChange={(event) => turn(event.currentTarget.checked)} />
            Use these keys: without a tick, Esc, Enter and Tab alone work
          </label>
        </Dialog>
      )}
    </footer>
  );
}

const isField = (target: EventTarget | null) =>
  target instanceof Element &&
  target.closest('input:not([type=checkbox]), select, textarea, dialog') !== null;
