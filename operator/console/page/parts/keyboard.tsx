import { useEffect, useRef, useState } from 'preact/hooks';
import { keyAction, keyHelp, nextRow } from '../state/keys';
import { Dialog } from './dialog';

const rowLinks = () => [...document.querySelectorAll('[data-row]')];

/** The page's keys, a line that tells of them, and their list. @param back leads to the list; undefined there */
export function Keyboard({ back }: { back: (() => void) | undefined }) {
  const [isHelping, setHelping] = useState(false);
  const latest = useRef(back);
  latest.current = back;

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const action = keyAction({
        key: event.key,
        withModifier: event.ctrlKey || event.altKey || event.metaKey,
        inField: isField(event.target) || document.querySelector('dialog[open]') !== null,
        onRow: document.activeElement?.hasAttribute('data-row') ?? false,
      });
      if (!action) return;
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
          if (!latest.current) return;
          latest.current();
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
      <p class="note">
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
        </Dialog>
      )}
    </footer>
  );
}

const isField = (target: EventTarget | null) =>
  target instanceof Element &&
  target.closest('input:not([type=checkbox]), select, textarea, dialog') !== null;
