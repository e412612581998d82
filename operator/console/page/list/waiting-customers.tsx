import { useState } from 'preact/hooks';
import { customerKey } from '../../../../lambda/store-name';
import type { WaitingCustomer } from '../../../core/answers/waiting';
import { numberText } from '../../../core/text/quantities';
import type { AboutEnvironment } from '../../api/environment';
import { AllDeliveries } from '../parts/all-deliveries';
import { useDecision } from '../parts/decision';
import { CustomerLink } from '../parts/links';
import { OutcomeBadge } from '../parts/outcome-badge';
import { Problem } from '../parts/problem';
import { ReleaseButtons } from '../parts/release-buttons';
import { AsOf, useIsStale } from '../parts/stale';
import { Zone } from '../parts/zone';
import { usePolled } from '../state/polled';
import { ask, nextPage } from '../state/request';
import type { View } from '../state/view';
import { exactTime, timeOf } from '../state/zone';
import { bulkCommand } from './bulk-command';
import { waitingColumns } from './csv-columns';
import { allPages, ExportCsv, mostExported } from './export-csv';
import { Tasks } from './tasks';

/** Whoever the flood guard holds, Masivo lost or nobody was linked to, until somebody decides: from their own items, which never expire. */
export function WaitingCustomers(props: {
  view: View;
  go: (next: Partial<View>) => void;
  about: AboutEnvironment;
}) {
  const { view, go, about } = props;
  const [before, setBefore] = useState('');
  const page = usePolled(
    `waiting ${before}`,
    async (signal) => {
      const query = new URLSearchParams({ before });
      const answer = await ask<WaitingCustomer[]>(`/api/customers/waiting?${query}`, signal);
      return { customers: answer.value, next: nextPage(answer.headers) };
    },
    about.local ? 1500 : 10_000,
  );
  const { value, problem, refresh } = page;
  const isStale = useIsStale(page);
  const { askFor, dialog } = useDecision(value?.customers ?? [], refresh);
  const list = { ...view, waiting: false };
  const command = bulkCommand(value?.customers ?? [], about.local ? null : about.name);
  return (
    <section aria-labelledby="waiting-customers-title" class={isStale ? 'list outdated' : 'list'}>
      <AllDeliveries list={list} go={go} />
      <Tasks local={about.local !== null} />
      <div class="list-head">
        <h2 id="waiting-customers-title">Customers that wait for your decision</h2>
        {value && value.customers.length > 0 && (
          <ExportCsv<WaitingCustomer>
            noun="customer"
            file="waiting-customers"
            columns={waitingColumns}
            label="Export customers as CSV"
            title={`All that wait, masked; ${numberText(mostExported)} at most`}
            load={(onProgress) => allPages('/api/customers/waiting?limit=200', onProgress)}
          />
        )}
      </div>
      <p class="note">
        The flood guard holds them, Masivo no longer has them, or another customer has their e-mail. As long
        as that is so, nothing that their store sends creates them.
      </p>
      {command && (
        <p class="note">
          For many at once: <code>{command}</code> with <code>--create</code> (with rewards),{' '}
          <code>--migrate</code> (without) or <code>--drop</code>. It lists and counts them, and decides only
          with <code>--yes</code>.
        </p>
      )}
      <Problem of={problem} retry={refresh} />
      <AsOf of={page} />
      {value?.customers.length === 0 && <p class="empty-list">Nobody waits.</p>}
      {value && value.customers.length > 0 && (
        <table class="customers">
          <thead>
            <tr>
              <th scope="col">
                Since <Zone />
              </th>
              <th scope="col">Why</th>
              <th scope="col">Customer</th>
              <th scope="col">E-mail</th>
              <th scope="col">Decide</th>
            </tr>
          </thead>
          <tbody>
            {value.customers.map((customer) => (
              <tr key={customerKey(customer)}>
                <td title={exactTime(customer.since)}>{timeOf(customer.since)}</td>
                <td>
                  <OutcomeBadge outcome={customer.kind} />
                </td>
                <th scope="row">
                  <CustomerLink customer={customerKey(customer)} view={view} go={go} isRow />
                </th>
                <td>{customer.maskedEmail ?? '—'}</td>
                <td>
                  <div class="actions">
                    <ReleaseButtons customer={customer} ask={askFor} />
                  </div>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {!value && !problem && <p class="note">Loading…</p>}
      <nav class="paging" aria-label="Pages of the list">
        {before && (
          <button type="button" onClick={() => setBefore('')}>
            ⇤ Newest
          </button>
        )}
        {value?.next && (
          <button type="button" onClick={() => setBefore(value.next ?? '')}>
            Older →
          </button>
        )}
      </nav>
      {dialog}
    </section>
  );
}
