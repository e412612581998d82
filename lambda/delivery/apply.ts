import type { Held } from '../masivo/answer';
import type { CustomerChanges } from '../masivo/customer';
import { lacksCustomer } from '../retry/retry-policy';
import { changesTo } from './changes';
import { consentToRecord } from './consent-to-record';
import { noDoubt, recordedConsent } from './customer-state';
import { type BringRun, type Ended, failed, inDoubt, shown } from './ended';
import type { Outcome } from './outcome';

/**
 * Masivo has the customer: make it show the target, its consent included.
 * @param mayBeOurs whether a creation of ours may have landed; it has if Masivo shows our source and store.
 */
export async function whenHeld(run: BringRun, held: Held, mayBeOurs: boolean): Promise<Ended> {
  const { target, previous } = run.plan;
  const { source, store } = held.customer.metadata ?? {};
  const ours = target.customer.metadata;
  if ((source !== undefined && source !== ours.source) || (store !== undefined && store !== ours.store)) {
    return { outcome: 'refused', reason: { code: 'id-taken' }, after: inDoubt(run) };
  }
  const createdByUs = mayBeOurs && source === ours.source && store === ours.store;
  const changes = changesTo(target.customer, held.customer, previous);
  if (!mayBeOurs) await rememberForeign(run, held);
  if (!changes) return settle(run, held, createdByUs ? 'created' : whenFound(run), createdByUs);
  return change(run, changes, createdByUs ? 'created' : whenChanged(run), createdByUs);
}

/**
 * Masivo had the customer before we could have created it. That is written down before anything is sent: once it
 * carries our metadata, a death could not be told from one after a creation of ours, which owes a consent record.
 */
async function rememberForeign(run: BringRun, held: Held): Promise<void> {
  const { known } = run.state;
  if (known.masivo === 'holds' || known.masivo === 'migrating') return;
  const { email } = held.customer;
  const state = inDoubt(run, { changeLost: true });
  await run.deps.remember({
    ...state,
    known: { masivo: 'holds', email: email?.toLowerCase() ?? null, consent: null },
  });
}

/** Applies what the ledger knows to have changed, without asking first; only the consent may have. */
export async function applyKnownChanges(run: BringRun, whenLacking: () => Promise<Ended>): Promise<Ended> {
  const { target, previous } = run.plan;
  const changes = previous && changesTo(target.customer, previous, previous);
  if (changes) return change(run, changes, 'updated', false, whenLacking);
  const { known } = run.state;
  const shownAlready = { ...target.customer, email: known.masivo === 'holds' ? known.email : null };
  return settle(run, { customer: shownAlready, walletId: null }, 'updated', false);
}

async function change(
  run: BringRun,
  changes: CustomerChanges,
  outcome: Outcome,
  createdByUs: boolean,
  whenLacking?: () => Promise<Ended>,
): Promise<Ended> {
  const { masivo } = run.deps;
  const { id } = run.plan.target.customer;
  const answer = await masivo.change(id, changes);
  if (answer.kind === 'ok') return settle(run, answer.value, outcome, createdByUs);
  if (lacksCustomer(answer) && whenLacking) return whenLacking();
  const more = { created: createdByUs, consentDue: createdByUs };
  if (answer.kind !== 'unreadable') return failed(run, 'change', answer, more);
  // Its success cannot be read, so what Masivo shows decides.
  const asked = await masivo.find(id);
  if (asked.kind !== 'ok') return failed(run, 'find', asked, { ...more, changeLost: true });
  const done = asked.value && !changesTo(run.plan.target.customer, asked.value.customer, run.plan.previous);
  return done && asked.value
    ? settle(run, asked.value, outcome, createdByUs)
    : failed(run, 'change', answer, { ...more, changeLost: true });
}

/** The last steps: the consent record, and not to believe in an end while a lost change may still land. */
export async function settle(
  run: BringRun,
  held: Held,
  outcome: Outcome,
  createdByUs: boolean,
): Promise<Ended> {
  const { plan, store, state, deps } = run;
  const before = state.doubt ?? noDoubt;
  const recorded = recordedConsent(state);
  const owed = createdByUs || state.known.masivo === 'migrating' || before.consentDue;
  const record = owed || plan.newStatement ? consentToRecord(store, plan.target, recorded, owed) : null;
  if (record) {
    const answer = await deps.masivo.recordConsent(record);
    if (answer.kind !== 'ok') {
      return failed(run, 'consent', answer, { created: createdByUs, consentDue: true });
    }
  }
  const consent = record?.purposes ?? recorded;
  const openMs =
    before.lostChangeAt === null ? 0 : before.lostChangeAt + deps.lateLandingMs - deps.now().getTime();
  if (openMs > 0) {
    return {
      outcome: 'retry',
      reason: { code: 'change-may-still-land' },
      after: inDoubt(run, {
        created: createdByUs,
        consentDue: record !== null,
        ...(consent ? { consent } : {}),
      }),
      retryAfterMs: openMs,
    };
  }
  return shown(run, held, record && outcome === 'unchanged' ? 'updated' : outcome, consent);
}

/** Masivo already had the customer, as it should be. */
function whenFound(run: BringRun): Outcome {
  const { known, doubt } = run.state;
  if (known.masivo === 'migrating' || isFirstContact(run)) return 'exists';
  const ourChangeLanded = doubt?.lostChangeAt != null && run.plan.target.delivery === run.mine.delivery;
  return ourChangeLanded && known.masivo === 'holds' ? 'updated' : 'unchanged';
}

function whenChanged(run: BringRun): Outcome {
  return run.state.known.masivo === 'migrating' || isFirstContact(run) ? 'exists' : 'updated';
}

/** The store calls it a signup, and Masivo had it before we ever did anything. */
function isFirstContact({ state, mine }: BringRun): boolean {
  return state.known.masivo === 'unknown' && mine.order.kind === 'created';
}
