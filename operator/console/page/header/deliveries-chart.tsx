import { BarController, BarElement, CategoryScale, Chart, LinearScale, Tooltip } from 'chart.js';
import { useEffect, useRef } from 'preact/hooks';
import { type Outcome, outcomes } from '../../../../lambda/delivery/outcome';
import type { Overview } from '../../../core/answers/overview';
import { countText, numberText } from '../../../core/text/quantities';
import { currentZone, hourOf } from '../state/zone';
import { ChartTable } from './chart-table';

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip);

type Hours = Overview['hours'];

/** Deliveries of the last 24 hours by outcome. A table has the same numbers. */
export function DeliveriesChart(props: { hours: Hours; atLeast: boolean; onHour: (from: string) => void }) {
  const { hours } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const chart = useRef<Chart<'bar'> | null>(null);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    if (!canvas.current) return;
    const made = makeChart(canvas.current, (index) => {
      const hour = latest.current.hours[index];
      if (hour) latest.current.onHour(hour.from);
    });
    chart.current = made;
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const recolour = () => fill(made, latest.current.hours);
    dark.addEventListener('change', recolour);
    return () => {
      dark.removeEventListener('change', recolour);
      made.destroy();
    };
  }, []);
  // The overview comes every few seconds; it is redrawn only where something changed.
  const shape = `${currentZone()} ${JSON.stringify(hours)}`;
  useEffect(() => {
    if (chart.current) fill(chart.current, hours);
  }, [shape]);

  const totals = outcomes
    .map((outcome) => [outcome, hours.reduce((sum, { counts }) => sum + (counts[outcome] ?? 0), 0)] as const)
    .filter(([, total]) => total > 0);
  const all = totals.reduce((sum, [, total]) => sum + total, 0);
  const said = totals.map(([outcome, total]) => `${total} ${outcome}`).join(', ');
  return (
    <section class="card chart" aria-labelledby="chart-title">
      <h2 id="chart-title">
        Last 24 hours: {props.atLeast ? 'at least ' : ''}
        {countText(all, 'delivery')}
      </h2>
      <div class="canvas">
        <canvas ref={canvas} role="img" aria-label={`Deliveries by hour and outcome: ${said || 'none'}`} />
      </div>
      <ul class="legend">
        {totals.map(([outcome, total]) => (
          <li key={outcome} class={`outcome ${outcome}`}>
            {outcome} <b>{numberText(total)}</b>
          </li>
        ))}
      </ul>
      <ChartTable hours={hours} shown={totals.map(([outcome]) => outcome)} />
    </section>
  );
}

function makeChart(canvas: HTMLCanvasElement, onHour: (index: number) => void): Chart<'bar'> {
  return new Chart(canvas, {
    type: 'bar',
    data: { labels: [], datasets: [] },
    options: {
      animation: false,
      maintainAspectRatio: false,
      interaction: { mode: 'index', intersect: false },
      onClick: (_, [hit]) => hit && onHour(hit.index),
      plugins: { tooltip: { itemSort: (a, b) => b.datasetIndex - a.datasetIndex } },
      scales: {
        x: { stacked: true, grid: { display: false }, ticks: { maxRotation: 0, autoSkipPadding: 12 } },
        y: {
          stacked: true,
          beginAtZero: true,
          ticks: { precision: 0, maxTicksLimit: 5 },
          border: { display: false },
        },
      },
    },
  });
}

function fill(chart: Chart<'bar'>, hours: Hours): void {
  const styles = getComputedStyle(document.documentElement);
  const colour = (name: string) => styles.getPropertyValue(`--${name}`).trim();
  const has = (outcome: Outcome) => hours.some(({ counts }) => counts[outcome]);
  chart.data.labels = hours.map(({ from }) => hourOf(from));
  chart.data.datasets = outcomes.filter(has).map((outcome) => ({
    label: outcome,
    data: hours.map(({ counts }) => counts[outcome] ?? 0),
    backgroundColor: colour(outcome),
    categoryPercentage: 0.92,
    barPercentage: 0.92,
  }));
  for (const axis of [chart.options.scales?.x, chart.options.scales?.y]) {
    if (axis?.ticks) axis.ticks.color = colour('quiet-ink');
    if (axis?.grid) axis.grid.color = colour('line');
  }
  chart.update();
}
