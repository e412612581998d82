import type { Overview } from '../../../core/answers/overview';
import { durationText, numberText } from '../../../core/text/quantities';
import { untriedText } from '../../../core/text/untried';

/** What is waiting: the oldest shopper, and the queue. */
export function Waiting({ overview, open }: { overview: Overview; open: (delivery: string) => void }) {
  const { oldestWaiting, queue, untried } = overview;
  const triedMs = oldestWaiting ? Date.now() - Date.parse(oldestWaiting.receivedAt) : 0;
  const untriedMs = untried.oldestMs ?? 0;
  const age = Math.max(triedMs, untriedMs);
  // After an hour the alarm fires (docs/operate/alarms.md#signups-waiting-too-long).
  const isUnknown = untried.messages > 0 && untried.oldestMs === null;
  const mood = age > 3600_000 ? 'bad' : age > 60_000 || isUnknown ? 'warn' : 'good';
  return (
    <section class="card" aria-labelledby="waiting-title">
      <h2 id="waiting-title">Oldest waiting</h2>
      {oldestWaiting && triedMs >= untriedMs ? (
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
        <p class={`figure ${mood}`}>
          {age > 0 ? durationText(age) : untried.messages > 0 ? 'unknown' : 'none'}
        </p>
      )}
      {untried.messages > 0 && <p class="note">{untriedText(untried)}.</p>}
      <p class="note">
        On the queue: {numberText(queue.waiting)} ready, {numberText(queue.inFlight)} in progress or delayed.
      </p>
    </section>
  );
}
