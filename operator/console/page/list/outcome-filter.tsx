import { type Outcome, outcomes } from '../../../../lambda/delivery/outcome';
import { meaning } from '../parts/texts';

/** Toggle buttons for outcomes; none pressed means all. */
export function OutcomeFilter(props: {
  chosen: readonly Outcome[];
  change: (chosen: readonly Outcome[]) => void;
}) {
  const { chosen, change } = props;
  return (
    <fieldset class="outcomes">
      <legend class="unseen">Outcomes to show</legend>
      {outcomes.map((outcome) => {
        const isChosen = chosen.includes(outcome);
        const others = chosen.filter((other) => other !== outcome);
        return (
          <button
            key={outcome}
            type="button"
            class={`outcome ${outcome}`}
            aria-pressed={isChosen}
            title={meaning[outcome]}
            onClick={() => change(isChosen ? others : [...others, outcome])}
          >
            {outcome}
          </button>
        );
      })}
    </fieldset>
  );
}
