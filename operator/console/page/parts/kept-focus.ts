import { useEffect } from 'preact/hooks';

const container = 'dialog, section[aria-labelledby], article[aria-labelledby]';

/** Where the keyboard was, and where it goes on if that goes away. */
interface Place {
  readonly element: Element;
  /** The own links of the rows after it, then of those before it, nearest first. */
  readonly rows: readonly HTMLElement[];
  /** What it is in, innermost first. */
  readonly containers: readonly Element[];
}

/**
 * Keeps the focus where what had it goes away, as a row does when another operator decides: the browser would leave it
 * at nothing, from where Tab leads to whatever stands there now. It goes to the next row's own link, which opens and
 * decides nothing, or to the heading. A page that is replaced places the focus by itself.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let place: Place | undefined;
    const gained = ({ target }: FocusEvent) => {
      if (target instanceof Element) place = placeOf(target);
    };
    // Not of what goes away: who clicks beside everything wants the focus nowhere.
    const lost = ({ target }: FocusEvent) =>
      queueMicrotask(() => {
        if (place?.element !== target || !place?.element.isConnected) return;
        const isClosing = target instanceof Element && target.closest('dialog:not([open])') !== null;
        if (document.hasFocus() && isNowhere() && !isClosing) place = undefined;
      });
    const changed = new MutationObserver(() => {
      if (place && !place.element.isConnected && isNowhere()) goOnFrom(place);
    });
    document.addEventListener('focusin', gained);
    document.addEventListener('focusout', lost);
    changed.observe(document.body, { childList: true, subtree: true });
    return () => {
      document.removeEventListener('focusin', gained);
      document.removeEventListener('focusout', lost);
      changed.disconnect();
    };
  }, []);
}

/** Leaves a row that was dealt with, as if it were gone already. @param row as `data-row` has it */
export function leaveRow(row: string): void {
  const link = document.querySelector(`[data-row="${CSS.escape(row)}"]`);
  if (link) goOnFrom(placeOf(link));
}

const isNowhere = () => document.activeElement === null || document.activeElement === document.body;

function placeOf(element: Element): Place {
  const containers: Element[] = [];
  for (let each = element.closest(container); each; each = each.parentElement?.closest(container) ?? null) {
    containers.push(each);
  }
  const link = element.closest('tr')?.querySelector<HTMLElement>('[data-row]');
  const links = link ? [...document.querySelectorAll<HTMLElement>('[data-row]')] : [];
  const at = link ? links.indexOf(link) : -1;
  return {
    element,
    rows: [...links.slice(at + 1), ...links.slice(0, Math.max(0, at)).reverse()],
    containers,
  };
}

function goOnFrom({ rows, containers }: Place): void {
  const row = rows.find((each) => each.isConnected);
  if (row) {
    row.focus();
    return;
  }
  const within = containers.find((each) => each.isConnected);
  const heading = document.getElementById(within?.getAttribute('aria-labelledby') ?? '');
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus();
}
