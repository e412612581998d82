import type { Outcome } from '../../../../lambda/delivery/outcome';
import type { Overview } from '../../../core/answers/overview';
import { Zone } from '../parts/zone';
import { timeOf } from '../state/zone';

/** The chart's numbers, hour by hour. */
export function ChartTable({ hours, shown }: { hours: Overview['hours']; shown: readonly Outcome[] }) {
  const filled = hours.filter(({ counts }) => shown.some((outcome) => counts[outcome]));
  if (filled.length === 0) return null;
  return (
    <details>
      <summary>As a table</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard, too. */}
      <section class="scroll" tabIndex={0} aria-label="Deliveries by hour and outcome">
        <table>
          <thead>
            <tr>
              <th scope="col">
                from <Zone />
              </th>
              {shown.map((outcome) => (
                <th scope="col" key={outcome} class="number">
                  {outcome}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {filled.map(({ from, counts }) => (
              <tr key={from}>
                <th scope="row">{timeOf(from)}</th>
                {shown.map((outcome) => (
                  <td key={outcome} class="number">
                    {counts[outcome] ?? 0}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
