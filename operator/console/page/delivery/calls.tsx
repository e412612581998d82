import { durationText } from '../../../core/text/quantities';
import type { ToldCall } from '../../../core/told-reason';

const classes: Readonly<Record<ToldCall['result'], string>> = {
  succeeded: 'good',
  expected: 'neutral',
  failed: 'bad',
};

/** The calls of one attempt to Masivo, each with its answer and its share of the attempt's time. */
export function Calls({ calls, ms }: { calls: readonly ToldCall[]; ms: number }) {
  if (calls.length === 0) return null;
  return (
    <ul class="calls" aria-label="Calls to Masivo">
      {calls.map((call, index) => {
        return (
          <li key={`${index} ${call.call}`}>
            <code>{call.call}</code>
            <span class={`status ${classes[call.result]}`}>
              {call.status ?? call.failure?.text ?? (call.result === 'succeeded' ? 'done' : 'no answer')}
            </span>
            <span class="took">{durationText(call.ms)}</span>
            <meter
              min={0}
              max={Math.max(ms, call.ms, 1)}
              value={call.ms}
              aria-label="Part of the attempt's time"
            />
            {call.answered !== undefined && <p class="answered">{call.answered}</p>}
          </li>
        );
      })}
    </ul>
  );
}
