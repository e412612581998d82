import type { Overview } from '../../../core/answers/overview';
import { countText, numberText } from '../../../core/text/quantities';

/** How many customers wait for a decision and how many tasks are open, and the way to them. */
export function Undecided({ overview, open }: { overview: Overview; open: () => void }) {
  const { held, gone, unlinked, merged, tasks, atLeast } = overview.undecided;
  const all = held + gone + unlinked + merged + tasks;
  return (
    <section class="card" aria-labelledby="undecided-title">
      <h2 id="undecided-title">Need a decision</h2>
      <p class={`figure ${all > 0 ? 'warn' : 'good'}`}>
        {all > 0 ? (
          <button
            type="button"
            class="link"
            title="Show customers that wait for a decision, and tasks"
            onClick={open}
          >
            {numberText(all)}
            {atLeast ? '+' : ''}
          </button>
        ) : (
          'none'
        )}
      </p>
      <p class="note">
        {numberText(held)} held, {numberText(gone)} gone from Masivo, {numberText(unlinked)} not linked,{' '}
        {numberText(merged)} merged, {countText(tasks, 'task')}.
      </p>
    </section>
  );
}
