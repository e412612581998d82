import type { MasivoCustomer } from '../../masivo/answer';
import { channels } from '../../masivo/consent';
import { changesTo } from '../changes';
import { consentToRecord } from '../consent-to-record';
import { knownConsent, mayStillLand, recordedConsent } from '../customer-state';
import { isDeletionNew, isSilent } from '../told-drafts';
import { endedAs, retryWhenNothingLands, settled } from './ends';
import {
  createdByUs,
  isMadeElsewhere,
  isOurs,
  isShownAsAnother,
  recordOfOthers,
  stillStated,
  whatShownMeans,
} from './meaning';
import { everToldOf, type Situation, wantedOf } from './situation';
import type { Step } from './step';

/** Masivo shows the customer: make it show the target, the consent record included. Pure. */
export function whenShown(situation: Situation, shown: MasivoCustomer): Step {
  const { input, progress } = situation;
  const { state, store, target } = input;
  const wanted = wantedOf(input);
  if (isShownAsAnother(input, shown)) return endedAs(situation, 'refused', { code: 'id-taken' });
  // An answer to a write of ours may spell a value otherwise than we do: it is not compared.
  const wrote = progress.created === 'yes' || progress.change === 'done';
  // Statements alone say nothing else of the shopper.
  const saysNothing = isSilent(target) && state.links === undefined;
  const changes = wrote || saysNothing ? null : changesTo(wanted, shown.customer, everToldOf(input));
  const owed = owesConsent(situation, shown);
  const others = recordOfOthers(situation);
  const ours = recordedConsent(state);
  const record =
    progress.consent === null && (owed || input.newOn.length > 0)
      ? consentToRecord(store, stillStated(situation, target), ours && (others ?? knownConsent(state)), {
          must: owed || isDeletionNew(target, input.lastTold),
          others,
          madeElsewhere: isMadeElsewhere(situation, shown),
          // Which statements a record was owed for is not known any more.
          newOn: state.uncertain?.consentDue ? channels : input.newOn,
        })
      : null;
  const isKnown = state.confirmed.masivo === 'holds' || state.confirmed.masivo === 'migrating';
  if (!isKnown && !isOurs(situation, shown) && (changes || record)) return { do: 'found-elsewhere', shown };
  if (changes) {
    // Its success could not be read, and Masivo still shows something else: it may land yet.
    if (progress.change !== 'none') return retryWhenNothingLands(situation, { code: 'outcome-unclear' });
    return { do: 'change', changes };
  }
  if (record) return { do: 'record-consent', record };
  if (state.uncertain?.overwrites && mayStillLand(state, input.startedAt)) {
    return retryWhenNothingLands(situation, { code: 'change-may-still-land' });
  }
  return settled(situation, shown, whatShownMeans(situation));
}

/** Without a record Masivo treats every purpose as allowed, so whoever we created or migrated gets one. */
function owesConsent(situation: Situation, shown: MasivoCustomer): boolean {
  const { confirmed, uncertain } = situation.input.state;
  return (
    createdByUs(situation) ||
    confirmed.masivo === 'migrating' ||
    uncertain?.consentDue === true ||
    (confirmed.masivo !== 'holds' && isOurs(situation, shown))
  );
}
