/** `page` with the text between two markers replaced. Pure. @throws Error where the page has no such markers */
export function replaceBetween(page: string, begin: string, end: string, text: string): string {
  const [before, rest] = splitAt(page, begin);
  const [, after] = splitAt(rest, end);
  return `${before}${begin}\n${text}\n${end}${after}`;
}

function splitAt(text: string, marker: string): readonly [string, string] {
  const at = text.indexOf(marker);
  if (at < 0) throw new Error(`The page has no ${marker}`);
  return [text.slice(0, at), text.slice(at + marker.length)];
}

/** A table in Markdown; nothing where it would have no rows. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  return ['', lineOf(head), `|${'---|'.repeat(head.length)}`, ...rows.map(lineOf), ''].join('\n');
}

const lineOf = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** What to do about a reason, with a link to where it is said at length. */
export function todoOf({
  fix,
  readMore,
}: {
  readonly fix: string | null;
  readonly readMore?: string;
}): string {
  const link = readMore === undefined ? '' : ` See [${nameOf(readMore)}](${readMore}).`;
  return `${fix ?? 'Nothing.'}${link}`;
}

const nameOf = (link: string) => link.replace(/^.*#|\.md$/g, '');

export const yesOrNo = (is: boolean) => (is ? 'yes' : 'no');
