import type { Overview } from '../../../core/answers/overview';
import type { AboutEnvironment } from '../../api/environment';
import { Problem } from '../parts/problem';
import { Stale } from '../parts/stale';
import type { Polled } from '../state/polled';
import { noFilter, type View } from '../state/view';
import { DeadLetters } from './dead-letters';
import { DeliveriesChart } from './deliveries-chart';
import { MasivoHealth } from './masivo-health';
import { StoreHealths } from './store-health';
import { Undecided } from './undecided';
import { Waiting } from './waiting';

/** The environment at a glance. */
export function OverviewStrip(props: {
  overview: Polled<Overview>;
  about: AboutEnvironment;
  go: (next: Partial<View>) => void;
}) {
  const { value, problem, refresh } = props.overview;
  const showHour = (since: string) => {
    const until = new Date(Date.parse(since) + 3600_000 - 1).toISOString();
    props.go({ filter: { ...noFilter, period: 'between', since, until }, before: '' });
  };
  return (
    <section class="overview" aria-label="Overview">
      <Problem of={problem} retry={refresh} />
      {value ? (
        <Stale of={props.overview}>
          <Undecided overview={value} open={() => props.go({ waiting: true })} />
          <DeadLetters deadLetters={value.deadLetters} changed={refresh} go={props.go} />
          <Waiting overview={value} open={(delivery) => props.go({ delivery })} />
          <MasivoHealth overview={value} about={props.about} changed={refresh} />
          <DeliveriesChart hours={value.hours} atLeast={value.atLeast} onHour={showHour} />
          <StoreHealths overview={value} go={props.go} />
        </Stale>
      ) : (
        !problem && <p class="card loading">Loading…</p>
      )}
    </section>
  );
}
