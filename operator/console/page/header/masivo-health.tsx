import type { Overview } from '../../../core/answers/overview';
import type { AboutEnvironment } from '../../api/environment';
import { circuitTexts, masivoFixes } from '../parts/texts';
import { timeOf } from '../state/zone';
import { PauseStores } from './pause-stores';

/** The circuit breaker, and what is paused. */
export function MasivoHealth(props: { overview: Overview; about: AboutEnvironment; changed: () => void }) {
  const { circuit, vendorCircuits = {}, paused } = props.overview;
  const isOver = circuit !== undefined && circuit.until <= Date.now();
  const mood = !circuit ? 'good' : circuit.why === 'throttled' ? 'warn' : 'bad';
  const pause = <PauseStores paused={paused} stores={props.about.stores} changed={props.changed} />;
  return (
    <section class="card" aria-labelledby="masivo-title">
      <h2 id="masivo-title">Masivo</h2>
      <div class="masivo-state">
        <p class={`figure ${mood}`}>{circuit ? circuitTexts[circuit.why][0] : 'working'}</p>
        {paused.length === 0 && pause}
      </div>
      {circuit && (
        <p class="note">
          {circuitTexts[circuit.why][1]}{' '}
          {isOver
            ? 'The next delivery tests whether it is over.'
            : `Deliveries wait until ${timeOf(new Date(circuit.until).toISOString())}; then one tests it.`}
        </p>
      )}
      {circuit && <p class="fix">{masivoFixes[circuit.why]}</p>}
      {Object.entries(vendorCircuits).map(([store, { why }]) => (
        <p class="note" key={store}>
          Customers of {store} cannot be read at its vendor. {circuitTexts[why][1]}
        </p>
      ))}
      {paused.length > 0 && pause}
    </section>
  );
}
