import * as v from 'valibot';
import { NewCustomer } from '../masivo/customer';
import type { Reason } from '../reasons/reason';
import { type Verdict, verdictOn } from '../retry/retry-policy';
import { conflictWaitMs, migrationWaitMs } from '../retry/retry-times';
import { applyKnownChanges, settle, whenHeld } from './apply';
import { creationPolicy } from './creation-policy';
import { noDoubt } from './customer-state';
import { type BringRun, type Ended, failed, inDoubt } from './ended';
import { carriedByOwner } from './plan';

const queued: Reason = { code: 'migration-queued' };

/** Drives Masivo to the plan's target. Ends as a value, whatever Masivo does. */
export async function bring(run: BringRun): Promise<Ended> {
  switch (run.plan.begin) {
    case 'ask':
      return ask(run);
    case 'create':
      // What may not be created may still exist, and then has to be kept up to date.
      return creationPolicy(run).kind === 'allow' ? whenLacking(run) : ask(run);
    case 'change':
      return applyKnownChanges(run, () => whenLacking(run));
    default:
      return run.plan.begin satisfies never;
  }
}

async function ask(run: BringRun): Promise<Ended> {
  const answer = await run.deps.masivo.find(run.plan.target.customer.id);
  if (answer.kind !== 'ok') return failed(run, 'find', answer);
  return answer.value ? whenHeld(run, answer.value, run.state.doubt?.created === true) : whenLacking(run);
}

/** Masivo lacks the customer: create it, if it may be created and can be. */
async function whenLacking(run: BringRun): Promise<Ended> {
  const { plan, state, deps } = run;
  const newest = plan.target;
  const decision = creationPolicy(run);
  if (decision.kind === 'deny') {
    return { outcome: decision.outcome, reason: decision.reason, after: inDoubt(run) };
  }
  const customer = v.safeParse(NewCustomer, newest.customer);
  if (!customer.success) {
    return {
      outcome: 'waiting',
      reason: { code: 'email-missing' },
      after: { known: { masivo: 'waiting' }, newest, doubt: state.doubt },
    };
  }
  if (state.known.masivo === 'migrating' && deps.now().getTime() - state.known.since < migrationWaitMs) {
    return { outcome: 'retry', reason: queued, after: inDoubt(run) };
  }
  if (run.release === 'migrate' || state.known.masivo === 'migrating') return migrate(run, customer.output);
  if (decision.counted && !(await deps.mayCreateOneMore())) {
    return {
      outcome: 'held',
      reason: { code: 'flood-limit-reached' },
      after: { known: { masivo: 'held', dropped: false }, newest, doubt: null },
    };
  }
  return create(run, customer.output);
}

async function create(run: BringRun, customer: NewCustomer): Promise<Ended> {
  const answer = await run.deps.masivo.create(customer);
  if (answer.kind === 'ok') return settle(run, answer.value, 'created', true);
  const verdict = verdictOn('create', answer);
  return verdict.kind === 'ask'
    ? explain(run, verdict, customer)
    : failed(run, 'create', answer, { letThrough: true });
}

/** An answer that may mean "exists", or a success that cannot be read: what Masivo shows decides. */
async function explain(
  run: BringRun,
  verdict: Verdict & { kind: 'ask' },
  customer: NewCustomer,
): Promise<Ended> {
  const created = verdict.landed === 'maybe';
  const answer = await run.deps.masivo.find(customer.id);
  if (answer.kind !== 'ok') return failed(run, 'find', answer, { created, letThrough: true });
  if (answer.value) return whenHeld(run, answer.value, created || run.state.doubt?.created === true);
  if (created) {
    return {
      outcome: 'retry',
      reason: { code: 'creation-not-shown' },
      after: inDoubt(run, { created, letThrough: true }),
    };
  }
  return whenEmailMayBeTaken(run, verdict, customer.email);
}

async function whenEmailMayBeTaken(
  run: BringRun,
  { status, unexplained }: Verdict & { kind: 'ask' },
  email: string,
): Promise<Ended> {
  const after = inDoubt(run, { letThrough: true });
  const linked = await run.deps.linkToOwnerOf(email);
  switch (linked.kind) {
    case 'linked':
      return {
        outcome: 'exists',
        reason: carriedByOwner,
        after: { known: { masivo: 'linked', owner: linked.owner }, newest: run.plan.target, doubt: null },
      };
    case 'refused':
      return { outcome: 'refused', reason: linked.reason, after };
    case 'retry':
      return {
        outcome: 'retry',
        reason: linked.reason,
        after,
        ...(linked.retryAfterMs === undefined ? {} : { retryAfterMs: linked.retryAfterMs }),
      };
    case 'no-owner':
      break;
    default:
      linked satisfies never;
  }
  if (unexplained === 'refuse') {
    return { outcome: 'refused', reason: { code: 'customer-refused', params: { status } }, after };
  }
  const now = run.deps.now().getTime();
  const conflictSince = run.state.doubt?.conflictSince ?? now;
  if (now - conflictSince < conflictWaitMs) {
    const reason: Reason = { code: 'email-conflict' };
    return { outcome: 'retry', reason, after: inDoubt(run, { letThrough: true, conflictSince }) };
  }
  // A redriven message begins a new minute.
  const { conflictSince: _, ...doubt } = after.doubt ?? noDoubt;
  return { outcome: 'refused', reason: { code: 'email-taken' }, after: { ...after, doubt } };
}

/** Without registration rewards. Masivo says when it took the order, not when it is done. */
async function migrate(run: BringRun, customer: NewCustomer): Promise<Ended> {
  const answer = await run.deps.masivo.migrate([customer]);
  const verdict = answer.kind === 'ok' ? undefined : verdictOn('migrate', answer);
  const given = !verdict || (verdict.kind === 'retry' && verdict.landed === 'maybe');
  // An order that surely was not taken is given again at once, one that may have been is waited for. What was
  // refused stays what it was: held for the operator.
  const since = given ? run.deps.now().getTime() : 0;
  const after = { ...inDoubt(run), known: { masivo: 'migrating', since } as const };
  if (answer.kind === 'ok') return { outcome: 'retry', reason: queued, after };
  const end = failed(run, 'migrate', answer);
  return end.outcome === 'refused' ? end : { ...end, after };
}
