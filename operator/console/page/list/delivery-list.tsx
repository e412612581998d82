import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { DeliverySummary } from '../../../core/answers/deliveries';
import type { Overview } from '../../../core/answers/overview';
import { countText } from '../../../core/text/quantities';
import type { AboutEnvironment } from '../../api/environment';
import { useNews } from '../parts/news';
import { Problem } from '../parts/problem';
import { AsOf, useIsStale } from '../parts/stale';
import { type Polled, type Round, usePolled } from '../state/polled';
import { ask, nextPage } from '../state/request';
import { apiQuery, isEmail, isFiltered, noFilter, type View } from '../state/view';
import { BulkReplay } from './bulk-replay';
import { DeliveryTable } from './delivery-table';
import { EmptyList } from './empty-list';
import { ExportList } from './export-list';
import { Filters } from './filters';
import { type Listed, listed } from './listed';
import { OperatorActions } from './operator-actions';
import { OutcomeFilter } from './outcome-filter';
import { SearchedBackTo } from './searched-back-to';

const pageSize = 50;

/** The live list, one page at a time. */
export function DeliveryList(props: {
  view: View;
  go: (next: Partial<View>) => void;
  about: AboutEnvironment;
  overview: Polled<Overview>;
  /** The delivery that was open last: back in the list, its row has the focus. */
  lastOpened: string | null;
}) {
  const { view, go, about } = props;
  const { filter, before } = view;
  const page = usePolled(
    JSON.stringify([filter, before]),
    (signal, round: Round<Listed>) => loadPage(view, signal, round),
    about.local ? 1500 : 10_000,
  );
  const { value, problem } = page;
  // What a search finds further back is not new.
  const whole = before === '' && !value?.isSearching ? value?.deliveries : undefined;
  const fresh = useFresh(whole, JSON.stringify(filter));
  const next = value?.isSearching ? undefined : value?.next;
  const isStale = useIsStale(page);

  return (
    <section aria-labelledby="list-title" class={isStale ? 'list outdated' : 'list'}>
      <h2 id="list-title" class="unseen">
        Deliveries
      </h2>
      <Filters
        filter={filter}
        about={about}
        change={(changed) => go({ filter: changed, before: '' })}
        open={(delivery) => go({ delivery })}
      />
      <div class="outcomes-and-replay">
        <OutcomeFilter
          chosen={filter.outcomes}
          overview={props.overview.value}
          change={(outcomes) => go({ filter: { ...filter, outcomes }, before: '' })}
        />
        <div class="bulk">
          <ExportList filter={filter} />
          <BulkReplay filter={filter} changed={page.refresh} />
        </div>
      </div>
      <Problem of={problem} retry={page.refresh} />
      <AsOf of={page} />
      {value && value.deliveries.length > 0 && (
        <DeliveryTable
          deliveries={value.deliveries}
          fresh={fresh}
          view={view}
          lastOpened={props.lastOpened}
          open={(delivery) => go({ delivery })}
        />
      )}
      {value?.deliveries.length === 0 && !value.isSearching && (
        <EmptyList
          isFiltered={isFiltered(filter) || before !== ''}
          isByEmail={isEmail(filter.search)}
          isLocal={about.local !== null}
          clear={() => go({ filter: noFilter, before: '' })}
        />
      )}
      {value && <SearchedBackTo list={value} again={page.refresh} />}
      {!value && !problem && <p class="note">Loading…</p>}
      <nav class="paging" aria-label="Pages of the list">
        {before && (
          <button type="button" onClick={() => go({ before: '' })}>
            ⇤ Newest
          </button>
        )}
        {value && value.deliveries.length > 0 && !value.isSearching && (
          <span class="note">
            {countText(value.deliveries.length, 'delivery')}
            {before ? '' : ', live'}
          </span>
        )}
        {next && (
          <button
            type="button"
            onClick={() => {
              go({ before: next });
              document.getElementById('list-title')?.scrollIntoView();
            }}
          >
            Older →
          </button>
        )}
      </nav>
      <OperatorActions view={view} go={go} />
    </section>
  );
}

function loadPage({ filter, before }: View, signal: AbortSignal, round: Round<Listed>): Promise<Listed> {
  return listed({
    ...round,
    limit: pageSize,
    before,
    isOver: () => signal.aborted,
    now: Date.now,
    async ask(part) {
      const query = apiQuery(filter);
      query.set('limit', String(part.limit));
      if (part.before) query.set('before', part.before);
      const { value: deliveries, headers } = await ask<DeliverySummary[]>(`/api/deliveries?${query}`, signal);
      const [next, searchedBackTo] = [nextPage(headers), headers.get('Searched-Back-To')];
      return {
        deliveries,
        ...(next === null ? {} : { next }),
        ...(searchedBackTo === null ? {} : { searchedBackTo }),
      };
    },
  });
}

/** Rows that were not there at the last refresh, and an announcement. Another filter's rows are not new. */
function useFresh(deliveries: readonly DeliverySummary[] | undefined, filter: string): ReadonlySet<string> {
  const say = useNews();
  const known = useRef<{ filter: string; newest: string; ids: Set<string> } | null>(null);
  const fresh = useMemo(() => {
    const before = known.current;
    if (!deliveries || before?.filter !== filter) return new Set<string>();
    return new Set(
      deliveries
        .filter(({ id, receivedAt }) => !before.ids.has(id) && receivedAt >= before.newest)
        .map(({ id }) => id),
    );
  }, [deliveries, filter]);
  useEffect(() => {
    if (!deliveries) return;
    known.current = {
      filter,
      newest: deliveries[0]?.receivedAt ?? '',
      ids: new Set(deliveries.map(({ id }) => id)),
    };
    if (fresh.size > 0) say(`${countText(fresh.size, 'new delivery')}.`);
  }, [deliveries, filter]);
  return fresh;
}
