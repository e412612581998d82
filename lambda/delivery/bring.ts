import * as v from 'valibot';
import type { Failure, Held } from '../masivo/answer';
import type { Masivo } from '../masivo/client';
import { type CustomerChanges, NewCustomer } from '../masivo/customer';
import { changesTo } from './changes';
import type { CustomerState, KeptSnapshot } from './customer-state';
import type { Outcome } from './outcome';
import type { Plan } from './plan';
import { type Call, type Verdict, verdictOn } from './retryability';

/** How an attempt ended, and what the ledger is to believe of the customer from now on. */
export interface Ended {
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly after: CustomerState;
  readonly walletId?: string;
  /** Masivo's `Retry-After`. */
  readonly retryAfterMs?: number;
}

/** What became of trying to give this shopper's id to the customer who has the e-mail already. */
export type Linked =
  | { readonly kind: 'linked'; readonly owner: string }
  | { readonly kind: 'no-owner' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'retry'; readonly reason: string; readonly retryAfterMs?: number };

export interface BringDeps {
  readonly masivo: Masivo;
  readonly linkToOwnerOf: (email: string) => Promise<Linked>;
  readonly now: () => Date;
}

type Bring = Plan & { readonly kind: 'bring' };
type Unsure = CustomerState & { masivo: 'unsure' };

// The e-mail index lags by moments, and a creation under way elsewhere by seconds: a conflict that nothing
// explains is asked about for this long before it is taken for final.
const conflictPatienceMs = 60_000;

/** Drives Masivo to `plan.target`, holding the customer's claim. Ends as a value for whatever Masivo does. */
export async function bring(
  plan: Bring,
  state: CustomerState,
  mine: KeptSnapshot,
  deps: BringDeps,
): Promise<Ended> {
  const { masivo } = deps;
  const { target } = plan;
  const id = target.customer.id;
  const unsureBefore = state.masivo === 'unsure' ? state : undefined;
  const mineIsTarget = target.delivery === mine.delivery;

  const unsure = (sent: Unsure['sent']): Unsure => ({
    masivo: 'unsure',
    newest: target,
    // A creation that may still land is remembered until a GET shows the customer.
    sent:
      unsureBefore?.sent === 'create'
        ? 'create'
        : sent === 'nothing'
          ? (unsureBefore?.sent ?? 'nothing')
          : sent,
    ...(unsureBefore?.conflictSince === undefined ? {} : { conflictSince: unsureBefore.conflictSince }),
  });

  function failed(call: Call, failure: Failure): Ended {
    const verdict = verdictOn(call, failure);
    const sent = verdict.kind === 'refuse' || verdict.landed === 'no' || call === 'find' ? 'nothing' : call;
    return { ...endOf(verdict), after: unsure(sent) };
  }

  async function ask(): Promise<Ended> {
    const answer = await masivo.find(id);
    if (answer.kind !== 'ok') return failed('find', answer);
    return answer.value ? whenHeld(answer.value, unsureBefore?.sent === 'create') : whenLacking();
  }

  async function whenLacking(): Promise<Ended> {
    const customer = v.safeParse(NewCustomer, target.customer);
    if (!customer.success) {
      const reason = 'Masivo lacks this customer, and the store has sent no e-mail yet';
      return { outcome: 'waiting', reason, after: { masivo: 'waiting', newest: target } };
    }
    return create(customer.output);
  }

  async function create(customer: NewCustomer): Promise<Ended> {
    const answer = await masivo.create(customer);
    if (answer.kind === 'ok') return shown(answer.value, 'created');
    const verdict = verdictOn('create', answer);
    return verdict.kind === 'ask' ? explainConflict(verdict, customer.email) : failed('create', answer);
  }

  async function explainConflict(verdict: Verdict & { kind: 'ask' }, email: string): Promise<Ended> {
    const answer = await masivo.find(id);
    if (answer.kind !== 'ok') {
      return { ...failed('find', answer), after: unsure(verdict.landed === 'maybe' ? 'create' : 'nothing') };
    }
    if (answer.value)
      return whenHeld(answer.value, verdict.landed === 'maybe' || unsureBefore?.sent === 'create');
    if (verdict.landed === 'maybe') {
      return {
        outcome: 'retry',
        reason: 'Masivo confirmed a creation that it does not show',
        after: unsure('create'),
      };
    }
    return whenEmailMayBeTaken(verdict.status, email);
  }

  async function whenEmailMayBeTaken(status: number, email: string): Promise<Ended> {
    const linked = await deps.linkToOwnerOf(email);
    if (linked.kind === 'linked') {
      const after: CustomerState = { masivo: 'linked', newest: target, owner: linked.owner };
      return { outcome: 'exists', reason: 'another customer has this e-mail and carries this id', after };
    }
    if (linked.kind === 'refused')
      return { outcome: 'refused', reason: linked.reason, after: unsure('nothing') };
    if (linked.kind === 'retry') return { outcome: 'retry', ...linked, after: unsure('nothing') };
    if (status !== 409) {
      const reason = `Masivo does not accept the customer (HTTP ${status})`;
      return { outcome: 'refused', reason, after: unsure('nothing') };
    }
    const since = unsureBefore?.conflictSince ?? deps.now().getTime();
    const reason = 'Masivo has this e-mail under a customer that the ledger does not know (HTTP 409)';
    const patient = deps.now().getTime() - since < conflictPatienceMs;
    return {
      outcome: patient ? 'retry' : 'refused',
      reason,
      after: { ...unsure('nothing'), conflictSince: since },
    };
  }

  async function whenHeld(held: Held, createdByUs: boolean): Promise<Ended> {
    const { source, store } = held.customer.metadata ?? {};
    const ours = target.customer.metadata;
    if ((source !== undefined && source !== ours.source) || (store !== undefined && store !== ours.store)) {
      return {
        outcome: 'refused',
        reason: 'the id is taken by a customer of another source or store',
        after: unsure('nothing'),
      };
    }
    const changes = changesTo(target.customer, held.customer, plan.previous);
    if (!changes) return shown(held, createdByUs ? 'created' : outcomeOfFound());
    return change(changes, createdByUs ? 'created' : outcomeOfChanged());
  }

  async function change(changes: CustomerChanges, outcome: Outcome): Promise<Ended> {
    const answer = await masivo.change(id, changes);
    if (answer.kind === 'ok') return shown(answer.value, outcome);
    if (answer.kind === 'status' && answer.status === 404) return whenLacking();
    return failed('change', answer);
  }

  /** Masivo already had the customer, as it should be. */
  function outcomeOfFound(): Outcome {
    if (unsureBefore?.sent === 'change' && mineIsTarget) return 'updated';
    return state.masivo !== 'unknown' || mine.order.kind === 'updated' ? 'unchanged' : 'exists';
  }

  function outcomeOfChanged(): Outcome {
    return state.masivo === 'unknown' && mine.order.kind === 'created' ? 'exists' : 'updated';
  }

  function shown(held: Held, outcome: Outcome): Ended {
    const late = !mineIsTarget && outcome !== 'created';
    const email = held.customer.email?.toLowerCase() ?? null;
    return {
      outcome: late ? 'stale' : outcome,
      reason: late ? 'a newer snapshot was applied' : emailNotice(target, email),
      after: { masivo: 'holds', newest: target, email },
      ...(held.walletId === null ? {} : { walletId: held.walletId }),
    };
  }

  switch (plan.begin) {
    case 'ask':
      return ask();
    case 'create':
      return whenLacking();
    case 'change': {
      const changes = changesTo(target.customer, plan.previous ?? target.customer, plan.previous);
      return changes ? change(changes, 'updated') : ask();
    }
    default:
      return plan.begin satisfies never;
  }
}

function endOf(verdict: Verdict): Omit<Ended, 'after'> {
  switch (verdict.kind) {
    case 'refuse':
      return { outcome: 'refused', reason: verdict.reason };
    case 'ask':
      return { outcome: 'retry', reason: 'Masivo has to be asked again' };
    case 'retry':
      return {
        outcome: 'retry',
        reason: verdict.reason,
        ...(verdict.afterMs === undefined ? {} : { retryAfterMs: verdict.afterMs }),
      };
    default:
      return verdict satisfies never;
  }
}

/** PATCH has no e-mail, so a later e-mail of the store cannot reach Masivo: the operator has to know. */
function emailNotice(target: KeptSnapshot, shownEmail: string | null): string | null {
  const { email } = target.customer;
  return shownEmail !== null && email !== shownEmail ? 'e-mail differs in Masivo' : null;
}
