/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The parts of a document that a command writes stand between marks that name it. */
const marked = (name: string) =>
  new RegExp(`(<!-- ${name}: npm run [\\w -]+ -->\n)([\\s\\S]*?)(<!-- /${name} -->)`);

/** @throws Error where the document has no such mark. */
export function partOf(document: string, name: string): string {
  const part = marked(name).exec(document)?.[2];
  if (part === undefined) throw new Error(`There is no mark ${name}`);
  return part.trimEnd();
}

export const withPart = (document: string, name: string, text: string): string =>
  document.replace(marked(name), (_, before: string, __, after: string) => `${before}${text}\n${after}`);

export const withParts = (document: string, parts: Readonly<Record<string, string>>): string =>
  Object.entries(parts).reduce((text, [name, part]) => withPart(text, name, part), document);
