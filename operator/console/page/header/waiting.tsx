import type { Overview } from '../../../core/operator';
import { durationText, numberText } from '../../../core/text/quantities';

/** What is waiting: the oldest shopper, and the queue. */
export function Waiting({ overview, open }: { overview: Overview; open: (delivery: string) => void }) {
  const { oldestWaiting, queue } = overview;
  const age = oldestWaiting ? Date.now() - Date.parse(oldestWaiting.receivedAt) : 0;
  // After an hour the alarm fires (docs/operate/alarms.md#signups-waiting-too-long).
  const mood = age > 3600_000 ? 'bad' : age > 60_000 ? 'warn' : 'good';
  return (
    <section class="card" aria-labelledby="waiting-title">
      <h2 id="waiting-title">Oldest waiting</h2>
      {oldestWaiting ? (
        <p class={`figure ${mood}`}>
          <button
            type="button"
            class="link"
            onClick={() => open(oldestWaiting.id)}
            title="Open this delivery"
          >
            {durationText(Math.max(age, 0))}
          </button>
        </p>
      ) : (
        <p class="figure good">none</p>
      )}
      <p class="note">
        On the queue: {numberText(queue.waiting)} to do now, {numberText(queue.inFlight)} under way or later.
      </p>
    </section>
  );
}
