import type { DeliverySummary } from '../../../core/answers/deliveries';
import { numberText } from '../../../core/text/quantities';
import { apiQuery, type Filter } from '../state/view';
import { deliveryColumns } from './csv-columns';
import { allPages, ExportCsv, mostExported } from './export-csv';

const pageSize = 200;

/** All deliveries of the filter, newest first. */
export function ExportList({ filter }: { filter: Filter }) {
  return (
    <ExportCsv<DeliverySummary>
      noun="delivery"
      file="deliveries"
      columns={deliveryColumns}
      title={`What the filter shows, masked; ${numberText(mostExported)} at most`}
      load={(onProgress) => {
        const query = apiQuery(filter);
        query.set('limit', String(pageSize));
        return allPages(`/api/deliveries?${query}`, onProgress);
      }}
    />
  );
}
