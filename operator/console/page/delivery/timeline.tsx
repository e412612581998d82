import type { ShownDelivery } from '../../../core/answers/shown-delivery';
import { countText, durationText } from '../../../core/text/quantities';
import { OutcomeBadge } from '../parts/outcome-badge';
import { Zone } from '../parts/zone';
import { exactTime, timeOf } from '../state/zone';
import { Calls } from './calls';

/** The attempts, oldest first. */
export function Timeline({ delivery }: { delivery: ShownDelivery }) {
  const { attempts, attemptCount, receivedAt } = delivery;
  const missing = attemptCount - attempts.length;
  return (
    <section class="card timeline" aria-labelledby="timeline-title">
      <h3 id="timeline-title">
        {countText(attemptCount, 'attempt')} <Zone />
      </h3>
      <ol>
        <li>
          <time dateTime={receivedAt} title={exactTime(receivedAt)}>
            {timeOf(receivedAt)}
          </time>
          <span>{delivery.isAct ? 'Released by an operator' : 'Received, verified and queued'}</span>
        </li>
        {attempts.map((attempt, index) => {
          const before = attempts[index - 1];
          return (
            <li key={attempt.at} class={attempt.outcome}>
              {missing > 0 && index === 1 && <p class="note">{countText(missing, 'attempt')} not kept</p>}
              {attempt.series > (before?.series ?? 0) && <p class="replayed">Replay {attempt.series}</p>}
              <time dateTime={attempt.at} title={exactTime(attempt.at)}>
                {timeOf(attempt.at)}
              </time>
              <OutcomeBadge outcome={attempt.outcome} />
              <span class="took">{durationText(attempt.ms)}</span>
              {attempt.reason && <p class="reason">{attempt.reason.text}</p>}
              <Calls calls={attempt.calls} ms={attempt.ms} />
            </li>
          );
        })}
      </ol>
    </section>
  );
}
