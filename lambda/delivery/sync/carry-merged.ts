import type { CustomerEntry } from '../../ledger/ledger';
import type { CustomerName } from '../../ledger/table';
import { verdictOn } from '../../retry/retry-policy';
import { busyDelayMs } from '../../retry/retry-times';
import { type StoreSettings, storeOf } from '../../settings';
import type { Order } from '../../sources/order';
import { customerKey } from '../../store-name';
import {
  type ConsentStatements,
  type CustomerState,
  type KeptSnapshot,
  nothingUncertain,
} from '../customer-state';
import { isBusy, stateOf } from '../intent';
import { masivoIdOf } from '../masivo-id';
import type { SeeMissing } from '../missing-customers';
import { mergedStatements, sameStatements, statesSomething } from '../statements';
import { statesAnew } from '../sync-plan';
import { everTold, lastTold } from '../told-drafts';
import type { LinkDeps } from './link-request';
import type { CarryResult } from './situation';
import { sync } from './sync';
import { nothingElse } from './write-link';

/** What a merged customer takes along, and to whom. */
export interface CarryRequest {
  readonly self: CustomerName;
  /** The customer whom the store keeps. */
  readonly into: CustomerName;
  readonly store: StoreSettings;
  /** Ids that it carries itself. */
  readonly links: readonly string[];
  readonly statements: ConsentStatements;
  /** The id was carried before: what the kept one's erasure knows of. */
  readonly isCarried: boolean;
  /** Its log names the wallet of the kept one. */
  readonly tellsWallet: boolean;
  /** The delivery at hand, and its event's place in the history. */
  readonly delivery: string;
  readonly order: Order;
}

type CarryDeps = LinkDeps & { readonly seeMissing: SeeMissing };

const busy: CarryResult = {
  kind: 'retry',
  reason: { code: 'kept-customer-busy' },
  retryAfterMs: busyDelayMs,
};
const carried = (wallet: string | null = null): CarryResult => ({ kind: 'carried', wallet });

// A customer that is kept may be merged into another one later.
const mostFollowed = 5;

/**
 * The store has made two customers one: the kept one carries the id, the links and the consent statements of the other,
 * as the owner of an e-mail carries the ids of other stores. They are written into its state, and Masivo is brought to
 * show them under its own lease. Doing it again changes nothing.
 */
export const carryMerged = (request: CarryRequest, deps: CarryDeps): Promise<CarryResult> =>
  carryTo(request.into, request, deps, { met: new Set([customerKey(request.self)]), isOwner: false });

interface Way {
  /** Whom it has come by: merges and owners may lead in a circle. It ends where that closes. */
  readonly met: ReadonlySet<string>;
  /** It leads to the owner of an e-mail, who may be somebody else. */
  readonly isOwner: boolean;
}

async function carryTo(
  into: CustomerName,
  request: CarryRequest,
  deps: CarryDeps,
  { met, isOwner }: Way,
): Promise<CarryResult> {
  const key = customerKey(into);
  if (met.has(key) || met.size > mostFollowed) return carried();
  const onward = new Set(met).add(key);
  const opened = await deps.ledger.open(into, request.delivery);
  if (opened.kind === 'newer') return busy;
  // Nothing is kept of somebody who was erased, and nothing sent. Who is merged into that one is the same person, whom
  // that erasure cannot know before the id is carried: the next attempt sees to it (attempt.ts).
  if (opened.kind === 'erased') return isOwner || request.isCarried ? carried() : busy;
  const { newest, confirmed } = opened.customer.state;
  if (newest?.merged)
    return carryTo({ ...into, customer: newest.merged.into }, request, deps, { met: onward, isOwner });
  if (isBusy(opened.customer, deps.now().getTime())) return busy;
  const given = await giveTo(opened.customer, request, deps);
  if (given.kind !== 'carried' || confirmed.masivo !== 'linked') return given;
  // Who has no account of its own has an owner, who carries what it would: but its consent is another's.
  const { owner } = confirmed;
  const store = storeOf(deps.settings, owner.source, owner.store);
  return store
    ? carryTo(owner, { ...request, store, statements: {} }, deps, { met: onward, isOwner: true })
    : given;
}

async function giveTo(kept: CustomerEntry, request: CarryRequest, deps: CarryDeps): Promise<CarryResult> {
  const { settings, ledger } = deps;
  const before = stateOf(kept, settings.masivo.lateLandingMs);
  const links = [...new Set([...(before.links ?? []), customerKey(request.self), ...request.links])].filter(
    (id) => id !== customerKey(kept.name),
  );
  const newest = withStatements(before.newest, kept.name, request);
  const isLinkKnown = links.length === (before.links ?? []).length;
  const isKnown =
    newest === null || (before.newest && sameStatements(newest.statements, before.newest.statements));
  // What an earlier attempt has written, Masivo may not show yet.
  const isOpen = before.confirmed.masivo === 'holds' && before.uncertain !== null;
  if (isLinkKnown && isKnown && !isOpen) {
    const tells = request.tellsWallet && before.confirmed.masivo === 'holds';
    return tells ? carriedTo(kept, deps) : carried();
  }
  const state: CustomerState = { ...before, links, newest };
  // Whom Masivo does not have yet takes them along when it comes.
  if (before.confirmed.masivo !== 'holds' || !newest) {
    return (await ledger.keep(kept, state, kept.last)) ? carried() : busy;
  }
  const startedAt = deps.now().getTime();
  const end = await sync(
    {
      ...keptInput,
      state: { ...state, uncertain: before.uncertain ?? nothingUncertain },
      target: newest,
      mine: newest,
      newOn: statesAnew(newest, { state: before, store: request.store }),
      lastTold: lastTold(before),
      told: everTold(before),
      store: request.store,
      startedAt,
      lateLandingMs: settings.masivo.lateLandingMs,
      by: request.delivery,
      series: 0,
    },
    kept,
    { ...deps, ...nothingElse, seeMissing: () => deps.seeMissing(kept.name) },
  );
  if (end.kind === 'busy') return busy;
  const { state: after, outcome, reason, walletId, retryAfterMs } = end.result;
  const isWritten = end.claim
    ? await ledger.confirm(end.claim, after, kept.last)
    : await ledger.keep(end.entry, after, kept.last);
  if (!isWritten) return busy;
  const why = reason ?? ({ code: 'outcome-unclear' } as const);
  if (outcome === 'refused') return { kind: 'refused', reason: why };
  return outcome === 'retry'
    ? { kind: 'retry', reason: why, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
    : carried(walletId ?? null);
}

/** What an earlier attempt has carried: Masivo is asked for the wallet alone, for an operator sees to both. */
async function carriedTo({ name, state }: CustomerEntry, { masivo }: CarryDeps): Promise<CarryResult> {
  const held = await masivo.find(masivoIdOf(name, state));
  if (held.kind === 'ok') return carried(held.value?.walletId ?? null);
  const verdict = verdictOn('find', held);
  if (verdict.kind !== 'retry') return { kind: 'retry', reason: { code: 'outcome-unclear' } };
  const wait = verdict.afterMs === undefined ? {} : { retryAfterMs: verdict.afterMs };
  return { kind: 'retry', reason: verdict.reason, ...wait };
}

/** Nothing else is new, and nobody is created. */
const keptInput = {
  relation: 'same',
  begin: 'ask',
  consentAtCreation: false,
  release: undefined,
  firstContact: false,
} as const;

/** A deletion is final: what was stated elsewhere changes nothing. Null where nothing is known but links. */
function withStatements(
  newest: KeptSnapshot | null,
  { customer: id, source, store }: CustomerName,
  { statements, delivery, order }: CarryRequest,
): KeptSnapshot | null {
  if (newest?.deleted || !statesSomething(statements)) return newest;
  if (newest) return { ...newest, statements: mergedStatements(newest.statements, statements) };
  return {
    delivery,
    order,
    customer: {
      id,
      name: null,
      email: null,
      registration_date: new Date(order.at).toISOString(),
      status: 'ACTIVE',
      gender: null,
      dob: null,
      metadata: { source, store },
    },
    statements,
    dated: false,
    only: 'consent',
  };
}
