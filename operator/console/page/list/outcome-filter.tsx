import type { Outcome } from '../../../../lambda/delivery/outcome';
import type { Overview } from '../../../core/answers/overview';
import { numberText } from '../../../core/text/quantities';
import { meaning } from '../parts/texts';
import { areChosen, attentionFirst, needsAttention, openCounts, sumOf } from './outcome-order';

/** Toggle buttons for outcomes, with how many the last day had; none pressed means all. */
export function OutcomeFilter(props: {
  chosen: readonly Outcome[];
  overview: Overview | undefined;
  change: (chosen: readonly Outcome[]) => void;
}) {
  const { chosen, overview, change } = props;
  const counts = overview ? openCounts(overview) : {};
  const more = overview?.atLeast ? '+' : '';
  const allNeed = areChosen(chosen, needsAttention);
  return (
    <fieldset class="outcomes">
      <legend class="unseen">Outcomes to show</legend>
      <Chip
        name="needs attention"
        kind="attention"
        title={`${needsAttention.join(', ')}: somebody has to decide, or to fix something`}
        isChosen={allNeed}
        count={sumOf(counts, needsAttention)}
        more={more}
        toggle={() => change(allNeed ? [] : needsAttention)}
      />
      {attentionFirst.map((outcome) => {
        const isChosen = chosen.includes(outcome);
        const others = chosen.filter((other) => other !== outcome);
        return (
          <Chip
            key={outcome}
            name={outcome}
            kind={`outcome ${outcome}`}
            title={
              outcome === 'refused'
                ? `${meaning.refused}; its count leaves out what was discarded`
                : meaning[outcome]
            }
            isChosen={isChosen}
            count={counts[outcome] ?? 0}
            more={more}
            toggle={() => change(isChosen ? others : [...others, outcome])}
          />
        );
      })}
      {overview && (
        <span class="note">
          Counts: last 24 hours
          {overview.discarded > 0 && `, without ${numberText(overview.discarded)} discarded`}
        </span>
      )}
    </fieldset>
  );
}

function Chip(props: {
  name: string;
  kind: string;
  title: string;
  isChosen: boolean;
  count: number;
  more: string;
  toggle: () => void;
}) {
  const { name, kind, count, more } = props;
  return (
    <button
      type="button"
      class={kind}
      aria-pressed={props.isChosen}
      title={props.title}
      onClick={props.toggle}
    >
      {name}
      {count > 0 && (
        <b class="count">
          {' '}
          {numberText(count)}
          {more}
        </b>
      )}
    </button>
  );
}
