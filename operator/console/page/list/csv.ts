/** What a column is called, and what a row has in it. */
export type Columns<T> = readonly (readonly [name: string, value: (row: T) => string | number | null])[];

/** A list as CSV (RFC 4180). Pure. */
export function csvOf<T>(list: readonly T[], columns: Columns<T>): string {
  const rows = [
    columns.map(([name]) => name),
    ...list.map((each) => columns.map(([, value]) => value(each))),
  ];
  return rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');
}

/**
 * A spreadsheet takes a cell that begins with one of these for a formula, also behind spaces and within quotes; stores
 * and shoppers choose ids. An apostrophe in front makes it a text (OWASP, "CSV Injection").
 */
const isFormula = /^[\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

function cellOf(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = isFormula.test(value) ? `'${value}` : value;
  return /[",\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
