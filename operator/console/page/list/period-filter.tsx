import type { Filter, Period } from '../state/view';
import { periods } from '../state/view';

/** Time of receipt: a span up to now, or between two local times. */
export function PeriodFilter({ filter, change }: { filter: Filter; change: (filter: Filter) => void }) {
  return (
    <>
      <label>
        <span class="unseen">Received</span>
        <select
          value={filter.period}
          onChange={(event) =>
            change({ ...filter, period: event.currentTarget.value as Period, since: '', until: '' })
          }
        >
          {Object.entries(periods).map(([period, words]) => (
            <option key={period} value={period}>
              {words}
            </option>
          ))}
          <option value="between">between…</option>
        </select>
      </label>
      {filter.period === 'between' && (
        <span class="between">
          <Instant label="from" value={filter.since} change={(since) => change({ ...filter, since })} />
          <Instant label="to" value={filter.until} change={(until) => change({ ...filter, until })} />
        </span>
      )}
    </>
  );
}

function Instant(props: { label: string; value: string; change: (iso: string) => void }) {
  return (
    <label>
      <span>{props.label}</span>
      <input
        type="datetime-local"
        value={props.value ? localText(props.value) : ''}
        onChange={(event) => {
          const at = new Date(event.currentTarget.value);
          props.change(Number.isNaN(at.getTime()) ? '' : at.toISOString());
        }}
      />
    </label>
  );
}

/** The instant for `datetime-local`: local time, to the minute. */
function localText(iso: string): string {
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
