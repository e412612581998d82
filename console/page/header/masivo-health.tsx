import type { Overview } from '../../../operator/operator';
import type { AboutEnvironment } from '../../api/environment';
import { blockWords, timeOf } from '../parts/words';
import { PauseStores } from './pause-stores';

/** Whether the way to Masivo is open, and what an operator has stopped. */
export function MasivoHealth(props: { overview: Overview; about: AboutEnvironment; changed: () => void }) {
  const { block, paused } = props.overview;
  const isOver = block !== undefined && block.until <= Date.now();
  return (
    <section class="card" aria-labelledby="masivo-title">
      <h2 id="masivo-title">Masivo</h2>
      {block ? (
        <>
          <p class={`figure ${block.why === 'throttled' ? 'warn' : 'bad'}`}>{blockWords[block.why]}</p>
          <p class="note">
            {isOver
              ? 'The next delivery probes whether it is over.'
              : `Deliveries wait until ${timeOf(new Date(block.until).toISOString())}; then one probes.`}
          </p>
        </>
      ) : (
        <p class="figure good">open</p>
      )}
      <PauseStores paused={paused} stores={props.about.stores} changed={props.changed} />
    </section>
  );
}
