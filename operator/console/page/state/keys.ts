/** What a key does; undefined where it is the browser's or a field's. */
export type KeyAction = 'next' | 'previous' | 'back' | 'search' | 'help';

export interface Pressed {
  readonly key: string;
  /** With Ctrl, Alt or the command key: those belong to the browser. */
  readonly withModifier: boolean;
  /** Into a field, a list of choices or a dialog. */
  readonly inField: boolean;
  /** On a row's own link. */
  readonly onRow: boolean;
}

/** Every key of the page, with what it does, for the help. */
export const keyHelp: readonly (readonly [keys: readonly string[], does: string])[] = [
  [['j', 'k'], 'to the next row, to the previous one'],
  [['↓', '↑'], 'the same, once a row has the focus'],
  [['Enter'], 'opens the row that has the focus'],
  [['Esc'], 'closes a dialog; leads from a delivery or a customer back to the list'],
  [['/'], 'to the search'],
  [['Tab'], 'to the next button, link or field'],
  [['?'], 'these keys'],
];

/** Pure. Arrows scroll the page, unless a row has the focus. */
export function keyAction({ key, withModifier, inField, onRow }: Pressed): KeyAction | undefined {
  if (withModifier || inField) return undefined;
  switch (key) {
    case 'j':
      return 'next';
    case 'k':
      return 'previous';
    case 'ArrowDown':
      return onRow ? 'next' : undefined;
    case 'ArrowUp':
      return onRow ? 'previous' : undefined;
    case 'Escape':
      return 'back';
    case '/':
      return 'search';
    case '?':
      return 'help';
    default:
      return undefined;
  }
}

/** Which of so many rows comes next; `at` is -1 where none has the focus. Pure. */
export function nextRow(at: number, count: number, action: 'next' | 'previous'): number {
  if (count === 0) return -1;
  if (at < 0) return action === 'next' ? 0 : count - 1;
  return Math.min(count - 1, Math.max(0, at + (action === 'next' ? 1 : -1)));
}
