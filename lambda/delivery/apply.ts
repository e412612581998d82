import type { Held } from '../masivo/answer';
import type { Purposes } from '../masivo/consent';
import type { CustomerChanges } from '../masivo/customer';
import { changesTo } from './changes';
import { consentToRecord } from './consent-to-record';
import { recordedConsent } from './customer-state';
import { type BringRun, type Ended, failed, shown, unsureAfter, unsureBefore } from './ended';
import type { Outcome } from './outcome';

/** Masivo has the customer: make it show the target, its consent included. */
export async function whenHeld(run: BringRun, held: Held, createdByUs: boolean): Promise<Ended> {
  const { target, previous } = run.plan;
  const { source, store } = held.customer.metadata ?? {};
  const ours = target.customer.metadata;
  if ((source !== undefined && source !== ours.source) || (store !== undefined && store !== ours.store)) {
    const reason = 'id taken: Masivo has it for a customer of another source or store';
    return { outcome: 'refused', reason, after: unsureAfter(run) };
  }
  const changes = changesTo(target.customer, held.customer, previous);
  if (!changes) return settle(run, held, createdByUs ? 'created' : whenFound(run), createdByUs);
  return change(run, changes, createdByUs ? 'created' : whenChanged(run), createdByUs);
}

/** Applies what the ledger knows to have changed, without asking first; only the consent may have. */
export async function applyKnownChanges(run: BringRun, otherwise: () => Promise<Ended>): Promise<Ended> {
  const { target, previous } = run.plan;
  const changes = previous && changesTo(target.customer, previous, previous);
  if (changes) return change(run, changes, 'updated', false, otherwise);
  const shownAlready = { ...target.customer, email: run.state.masivo === 'holds' ? run.state.email : null };
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
  if (answer.kind === 'status' && answer.status === 404 && whenLacking) return whenLacking();
  const doubt = { created: createdByUs, consentDue: createdByUs };
  if (answer.kind !== 'unreadable') return failed(run, 'change', answer, doubt);
  // Its success cannot be read, so what Masivo shows decides.
  const asked = await masivo.find(id);
  if (asked.kind !== 'ok') return failed(run, 'find', asked, { ...doubt, changeLost: true });
  const done = asked.value && !changesTo(run.plan.target.customer, asked.value.customer, run.plan.previous);
  return done && asked.value
    ? settle(run, asked.value, outcome, createdByUs)
    : failed(run, 'change', answer, { ...doubt, changeLost: true });
}

/** The last steps: the consent record, and not to believe in an end while a lost change may still land. */
export async function settle(
  run: BringRun,
  held: Held,
  outcome: Outcome,
  createdByUs: boolean,
): Promise<Ended> {
  const { plan, store, state, deps } = run;
  const before = unsureBefore(run);
  const recorded = recordedConsent(state);
  const ours = createdByUs || state.masivo === 'migrating';
  const record = consentToRecord(store, plan.target, recorded, ours || before?.consentDue === true);
  let consent: Purposes | null = recorded;
  if (record) {
    const answer = await deps.masivo.recordConsent(record);
    if (answer.kind !== 'ok') {
      const end = failed(run, 'consent', answer, { created: createdByUs, consentDue: true });
      return end.outcome === 'refused'
        ? { ...end, reason: `${end.reason}: the customer stands without it` }
        : end;
    }
    consent = record.purposes;
  }
  const openMs =
    before?.lostChangeAt == null ? 0 : before.lostChangeAt + deps.lateLandingMs - deps.now().getTime();
  if (openMs > 0) {
    return {
      outcome: 'retry',
      reason: 'a change whose answer was lost may still land',
      after: unsureAfter(run, { created: createdByUs, consentDue: record !== null, consent }),
      retryAfterMs: openMs,
    };
  }
  return shown(run, held, outcome, consent);
}

/** Masivo already had the customer, as it should be. */
function whenFound(run: BringRun): Outcome {
  const before = unsureBefore(run);
  if (run.state.masivo === 'migrating') return 'exists';
  if (before?.lostChangeAt != null && run.plan.target.delivery === run.mine.delivery) return 'updated';
  return isFirstContact(run) ? 'exists' : 'unchanged';
}

function whenChanged(run: BringRun): Outcome {
  return run.state.masivo === 'migrating' || isFirstContact(run) ? 'exists' : 'updated';
}

/** The store calls it a signup, and Masivo had it before we ever did anything. */
function isFirstContact({ state, mine }: BringRun): boolean {
  return state.masivo === 'unknown' && mine.order.kind === 'created';
}
