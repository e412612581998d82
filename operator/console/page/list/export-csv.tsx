import { useState } from 'preact/hooks';
import { countText, numberText } from '../../../core/text/quantities';
import { ActionButton } from '../parts/action-button';
import { useNews } from '../parts/news';
import { ask, nextPage } from '../state/request';
import { type Columns, csvOf } from './csv';

/** A spreadsheet of more helps nobody, and each page of the list is read for it. */
export const mostExported = 10_000;

interface Listed<T> {
  readonly rows: readonly T[];
  /** There are more than are exported. */
  readonly more: boolean;
}

/** A list as a CSV file: what the page shows of it, masked. */
export function ExportCsv<T>(props: {
  /** What a row is called: `delivery`. */
  noun: string;
  /** The file's name begins with it. */
  file: string;
  columns: Columns<T>;
  load: (onProgress: (read: number) => void) => Promise<Listed<T>>;
  title: string;
  label?: string;
}) {
  const { noun, file, columns, load, label = 'Export as CSV' } = props;
  const [read, setRead] = useState<number>();
  const say = useNews();

  async function save() {
    setRead(0);
    try {
      const { rows, more } = await load(setRead);
      download(file, csvOf(rows, columns));
      const count = countText(rows.length, noun);
      say(more ? `${count} exported. There are more.` : `${count} exported.`);
    } finally {
      setRead(undefined);
    }
  }

  return (
    <>
      {read !== undefined && read > 0 && <span class="note">{numberText(read)} read</span>}
      <ActionButton act={save} title={props.title}>
        {label}
      </ActionButton>
    </>
  );
}

/** A list that is read page by page. @param path with the query of its first page */
export async function allPages<T>(path: string, onProgress: (read: number) => void): Promise<Listed<T>> {
  const [place = '', first = ''] = path.split('?');
  const query = new URLSearchParams(first);
  const rows: T[] = [];
  for (;;) {
    const { value, headers } = await ask<T[]>(`${place}?${query}`);
    rows.push(...value);
    onProgress(rows.length);
    const next = nextPage(headers);
    if (next === null) return { rows, more: false };
    if (rows.length >= mostExported) return { rows, more: true };
    query.set('before', next);
  }
}

function download(file: string, csv: string): void {
  // Spreadsheets take a file without a byte order mark for one of another encoding.
  const url = URL.createObjectURL(new Blob(['\ufeff', csv], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${file}-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}Z.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
