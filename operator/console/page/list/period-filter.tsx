import { fieldText, instantIn } from '../parts/times';
import type { Filter, Period } from '../state/view';
import { periods } from '../state/view';
import { currentZone, zoneName } from '../state/zone';

/** Time of receipt: a span up to now, or between two times in the zone that is shown. */
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
          <span class="note">{zoneName()}</span>
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
        value={props.value ? fieldText(props.value, currentZone()) : ''}
        onChange={(event) => props.change(instantIn(event.currentTarget.value, currentZone()))}
      />
    </label>
  );
}
