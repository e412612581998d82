import { useState } from 'preact/hooks';
import type { Misbehaviour } from '../../local-bridge';
import { ActionButton } from '../parts/action-button';
import { Dialog } from '../parts/dialog';
import { planOf, switches } from './switches';

const shares: readonly (readonly [number, string])[] = [
  [1, 'every request'],
  [0.5, 'half of all requests'],
  [0.2, 'one request in five'],
  [0.05, 'one request in twenty'],
];

/** Which faults, and how often. */
export function MisbehaviourDialog(props: {
  labels: readonly string[];
  probability: number;
  put: (plan: Misbehaviour) => Promise<void>;
  onClose: () => void;
}) {
  const [labels, setLabels] = useState(props.labels);
  const [probability, setProbability] = useState(
    shares.some(([share]) => share === props.probability) ? props.probability : 1,
  );
  return (
    <Dialog title="Make Masivo misbehave" onClose={props.onClose}>
      <fieldset class="switches">
        <legend>What the sandbox does</legend>
        {switches.map(({ label }) => (
          <label key={label} class="choice">
            <input
              type="checkbox"
              role="switch"
              aria-checked={labels.includes(label)}
              checked={labels.includes(label)}
              onChange={(event) =>
                setLabels(
                  event.currentTarget.checked
                    ? [...labels, label]
                    : labels.filter((other) => other !== label),
                )
              }
            />
            {label}
          </label>
        ))}
      </fieldset>
      <label class="choice">
        How often
        <select
          value={String(probability)}
          onChange={(event) => setProbability(Number(event.currentTarget.value))}
        >
          {shares.map(([share, words]) => (
            <option key={share} value={String(share)}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <p class="note">Then send a test signup, and watch what becomes of it.</p>
      <footer>
        <ActionButton
          kind="primary"
          act={() => props.put(labels.length > 0 ? planOf(labels, probability) : {})}
        >
          {labels.length > 0 ? 'Misbehave' : 'Behave well'}
        </ActionButton>
      </footer>
    </Dialog>
  );
}
