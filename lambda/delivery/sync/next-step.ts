import type { Held } from '../../masivo/answer';
import type { ConsentRecord } from '../../masivo/consent';
import type { CustomerChanges, NewCustomer } from '../../masivo/customer';
import { changesTo } from '../changes';
import { consentToRecord } from '../consent-to-record';
import { mayStillLand, recordedConsent } from '../customer-state';
import { createdByUs, isOurs, whatShownMeans } from './meaning';
import { type AttemptResult, endedAs, retryWhenNothingLands, settled } from './result';
import type { Progress, SyncInput } from './sync-input';
import { wantedOf } from './sync-input';
import { whenLacking } from './when-lacking';

/** What an attempt does next. Each step but the last three is one call, whose answer goes into the progress. */
export type Step =
  | { readonly do: 'find' }
  | { readonly do: 'create'; readonly customer: NewCustomer }
  | { readonly do: 'migrate'; readonly customer: NewCustomer }
  | { readonly do: 'change'; readonly changes: CustomerChanges }
  | { readonly do: 'record-consent'; readonly record: ConsentRecord }
  /** Asks the flood guard whether one more creation may be counted in this hour. */
  | { readonly do: 'count-creation' }
  /** Counts a customer whom Masivo no longer shows. */
  | { readonly do: 'count-missing' }
  /** Adds this id to the customer who has the e-mail already. */
  | { readonly do: 'link'; readonly email: string }
  /** Masivo had the customer from elsewhere: that is claimed before anything is sent to it. */
  | { readonly do: 'found-elsewhere'; readonly shown: Held }
  /** Of a link: this customer does not have the e-mail. */
  | { readonly do: 'not-owner' }
  | { readonly do: 'end'; readonly result: AttemptResult };

/**
 * Decides what brings Masivo to the target, from what the ledger holds and what Masivo has answered so far. Pure.
 * @param now epoch ms
 */
export function nextStep(input: SyncInput, progress: Progress, now: number): Step {
  const { shown } = progress;
  if (shown === 'lacks') return whenLacking(input, progress, now);
  if (shown !== 'unasked') return whenShown(input, progress, shown, now);
  if (progress.mustAsk || input.begin === 'ask') return { do: 'find' };
  return input.begin === 'create'
    ? beginWithCreation(input, progress, now)
    : beginWithChange(input, progress, now);
}

/** A signup of somebody nobody knows. Whoever may not be created may still exist, and has to be kept up to date. */
function beginWithCreation(input: SyncInput, progress: Progress, now: number): Step {
  const step = whenLacking(input, progress, now);
  return step.do === 'end' && progress.created === 'no' && progress.counted === null ? { do: 'find' } : step;
}

/** Applies what the ledger knows to have changed without asking first; only the consent may have. */
function beginWithChange(input: SyncInput, progress: Progress, now: number): Step {
  const { lastTold, told } = input;
  const changes = lastTold && progress.change === 'none' && changesTo(wantedOf(input), lastTold, told);
  if (changes) return { do: 'change', changes };
  const { confirmed } = input.state;
  const email = confirmed.masivo === 'holds' ? confirmed.email : null;
  return whenShown(input, progress, { customer: { ...wantedOf(input), email }, walletId: null }, now);
}

function whenShown(input: SyncInput, progress: Progress, shown: Held, now: number): Step {
  const { state, store, target } = input;
  const wanted = wantedOf(input);
  const { source, store: storeName } = shown.customer.metadata ?? {};
  if (
    (source !== undefined && source !== wanted.metadata.source) ||
    (storeName !== undefined && storeName !== wanted.metadata.store)
  ) {
    return endedAs(input, progress, now, 'refused', { code: 'id-taken' });
  }
  if (input.linksOwnerOf !== undefined && shown.customer.email?.toLowerCase() !== input.linksOwnerOf) {
    return { do: 'not-owner' };
  }
  // An answer to a write of ours may spell a value otherwise than we do: it is not compared.
  const wrote = progress.created === 'yes' || progress.change === 'done';
  const changes = wrote ? null : changesTo(wanted, shown.customer, input.told);
  const owed = owesConsent(input, progress, shown);
  const record =
    progress.consent === null && (owed || input.newStatement)
      ? consentToRecord(store, target, recordedConsent(state), owed)
      : null;
  const isKnown = state.confirmed.masivo === 'holds' || state.confirmed.masivo === 'migrating';
  if (!isKnown && !isOurs(input, progress, shown) && (changes || record))
    return { do: 'found-elsewhere', shown };
  if (changes) {
    // Its success could not be read, and Masivo still shows something else: it may land yet.
    if (progress.change !== 'none')
      return retryWhenNothingLands(input, progress, now, { code: 'outcome-unclear' });
    return { do: 'change', changes };
  }
  if (record) return { do: 'record-consent', record };
  if (state.uncertain?.overwrites && mayStillLand(state, input.startedAt)) {
    return retryWhenNothingLands(input, progress, now, { code: 'change-may-still-land' });
  }
  return { do: 'end', result: settled(input, progress, shown, whatShownMeans(input, progress), now) };
}

/** Without a record Masivo treats every purpose as allowed, so whoever we created or migrated gets one. */
function owesConsent(input: SyncInput, progress: Progress, shown: Held): boolean {
  const { confirmed, uncertain } = input.state;
  return (
    createdByUs(input, progress) ||
    confirmed.masivo === 'migrating' ||
    uncertain?.consentDue === true ||
    (confirmed.masivo !== 'holds' && isOurs(input, progress, shown))
  );
}
