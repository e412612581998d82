import { useState } from 'preact/hooks';
import type { DeliverySummary } from '../../../core/answers/deliveries';
import { countText, numberText } from '../../../core/text/quantities';
import { ActionButton } from '../parts/action-button';
import { useNews } from '../parts/news';
import { ask, nextPage } from '../state/request';
import { apiQuery, type Filter } from '../state/view';
import { csvOf } from './csv';

const pageSize = 200;
/** A spreadsheet of more helps nobody, and a page of the list is read for each 200. */
const most = 10_000;

/** All deliveries of the filter, newest first, as a CSV file: what the list shows, masked. */
export function ExportList({ filter }: { filter: Filter }) {
  const [read, setRead] = useState<number>();
  const say = useNews();

  async function save() {
    setRead(0);
    try {
      const { deliveries, more } = await allOf(filter, setRead);
      download(csvOf(deliveries));
      say(
        more
          ? `The newest ${countText(deliveries.length, 'delivery')} are exported. There are more: choose a shorter time.`
          : `${countText(deliveries.length, 'delivery')} exported.`,
      );
    } finally {
      setRead(undefined);
    }
  }

  return (
    <>
      {read !== undefined && <span class="note">{numberText(read)} read</span>}
      <ActionButton act={save} title={`What the filter shows, masked; ${numberText(most)} at most`}>
        Export as CSV
      </ActionButton>
    </>
  );
}

async function allOf(
  filter: Filter,
  onProgress: (read: number) => void,
): Promise<{ readonly deliveries: readonly DeliverySummary[]; readonly more: boolean }> {
  const query = apiQuery(filter);
  query.set('limit', String(pageSize));
  const deliveries: DeliverySummary[] = [];
  for (;;) {
    const { value, headers } = await ask<DeliverySummary[]>(`/api/deliveries?${query}`);
    deliveries.push(...value);
    onProgress(deliveries.length);
    const next = nextPage(headers);
    if (next === null) return { deliveries, more: false };
    if (deliveries.length >= most) return { deliveries, more: true };
    query.set('before', next);
  }
}

function download(csv: string): void {
  // Spreadsheets take a file without a byte order mark for one of another encoding.
  const url = URL.createObjectURL(new Blob(['\ufeff', csv], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `deliveries-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}Z.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
