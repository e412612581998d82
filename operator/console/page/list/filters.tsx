import type { AboutEnvironment } from '../../api/environment';
import { type Filter, isFiltered, noFilter, searchedFor } from '../state/view';
import { PeriodFilter } from './period-filter';
import { SearchField } from './search-field';

/** Which deliveries the list shows, besides their outcomes. */
export function Filters(props: {
  filter: Filter;
  about: AboutEnvironment;
  change: (filter: Filter) => void;
  open: (delivery: string) => void;
}) {
  const { filter, change } = props;
  const sources = [...new Set(props.about.stores.map(({ source }) => source))];
  const stores = [
    ...new Set(
      props.about.stores
        .filter(({ source }) => !filter.source || source === filter.source)
        .map(({ store }) => store),
    ),
  ];
  return (
    <search class="filters" aria-label="Filter deliveries">
      <SearchField
        value={filter.search}
        search={(text) => change(searchedFor(text, filter, props.about.stores))}
        open={props.open}
      />
      <label>
        <span class="unseen">Source</span>
        <select
          value={filter.source}
          onChange={(event) => change({ ...filter, source: event.currentTarget.value, store: '' })}
        >
          <option value="">all sources</option>
          {sources.map((source) => (
            <option key={source} value={source}>
              {source}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span class="unseen">Store</span>
        <select
          value={filter.store}
          onChange={(event) => change({ ...filter, store: event.currentTarget.value })}
        >
          <option value="">all stores</option>
          {stores.map((store) => (
            <option key={store} value={store}>
              {store}
            </option>
          ))}
        </select>
      </label>
      <PeriodFilter filter={filter} change={change} />
      {isFiltered(filter) && (
        <button type="button" class="quiet" onClick={() => change(noFilter)}>
          Show all
        </button>
      )}
    </search>
  );
}
