import { changesTo } from '../changes';
import { everToldOf, lastToldOf, type Situation, wantedOf } from './situation';
import type { Step } from './step';
import { whenMerged } from './when-ended';
import { whenLacking } from './when-lacking';
import { whenShown } from './when-shown';

/** Decides what brings Masivo to the target, from what the ledger holds and what Masivo has answered so far. Pure. */
export function nextStep(situation: Situation): Step {
  const { input, progress } = situation;
  const { shown } = progress;
  const carry = whenMerged(situation);
  if (carry) return carry;
  if (shown === 'lacks') return whenLacking(situation);
  if (shown !== 'unasked') return whenShown(situation, shown);
  if (progress.mustAsk || input.begin === 'ask') return { do: 'find' };
  return input.begin === 'create' ? beginWithCreation(situation) : beginWithChange(situation);
}

/** A signup of somebody nobody knows. Whoever may not be created may still exist, and has to be kept up to date. */
function beginWithCreation(situation: Situation): Step {
  const { created, counted } = situation.progress;
  const step = whenLacking(situation);
  return step.do === 'end' && created === 'no' && counted === null ? { do: 'find' } : step;
}

/** Applies what the ledger knows to have changed without asking first; only the consent may have. */
function beginWithChange(situation: Situation): Step {
  const { input, progress } = situation;
  const { state } = input;
  const wanted = wantedOf(input);
  const last = lastToldOf(input);
  const changes = last && progress.change === 'none' && changesTo(wanted, last, everToldOf(input));
  if (changes) return { do: 'change', changes };
  const email = state.confirmed.masivo === 'holds' ? state.confirmed.email : null;
  return whenShown(situation, { customer: { ...wanted, email }, walletId: null });
}
