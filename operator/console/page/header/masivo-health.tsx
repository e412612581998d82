import type { Overview } from '../../../core/operator';
import type { AboutEnvironment } from '../../api/environment';
import { blockWords, timeOf } from '../parts/words';
import { PauseStores } from './pause-stores';

/** Whether the way to Masivo is open, and what an operator has stopped. */
export function MasivoHealth(props: { overview: Overview; about: AboutEnvironment; changed: () => void }) {
  const { block, paused } = props.overview;
  const isOver = block !== undefined && block.until <= Date.now();
  const mood = !block ? 'good' : block.why === 'throttled' ? 'warn' : 'bad';
  return (
    <section class="card" aria-labelledby="masivo-title">
      <h2 id="masivo-title">Masivo</h2>
      <div class="masivo-state">
        <p class={`figure ${mood}`}>{block ? blockWords[block.why][0] : 'open'}</p>
        <PauseStores paused={paused} stores={props.about.stores} changed={props.changed} />
      </div>
      {block && (
        <p class="note">
          {blockWords[block.why][1]}{' '}
          {isOver
            ? 'The next delivery probes whether it is over.'
            : `Deliveries wait until ${timeOf(new Date(block.until).toISOString())}; then one probes.`}
        </p>
      )}
    </section>
  );
}
