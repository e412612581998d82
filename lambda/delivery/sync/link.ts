import type { CustomerEntry, Ledger } from '../../ledger/ledger';
import type { CustomerName } from '../../ledger/table';
import type { MasivoCustomer } from '../../masivo/answer';
import type { Masivo } from '../../masivo/client';
import type { UnlinkedReason } from '../../reasons/reason';
import { verdictOn } from '../../retry/retry-policy';
import { busyDelayMs } from '../../retry/retry-times';
import { type Settings, storeOf } from '../../settings';
import { storeKey } from '../../store-name';
import { type CustomerState, nothingUncertain } from '../customer-state';
import { isBusy, stateOf } from '../intent';
import { everTold, lastTold } from '../told-drafts';
import { emailShown } from './confirmed';
import { type LinkResult, nothingDone } from './situation';
import type { AttemptResult } from './step';
import { sync } from './sync';
import type { SyncDeps } from './sync-deps';

export interface LinkDeps {
  readonly settings: Settings;
  readonly ledger: Ledger;
  readonly masivo: Masivo;
  /** The end of this attempt's leases, epoch ms. */
  readonly until: number;
  readonly emailKey: (email: string) => Promise<string>;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** Who wants to be linked, and under which lease. */
export interface LinkRequest {
  readonly email: string;
  readonly self: CustomerName;
  /** Ids that it carries itself. Once it is linked, only the owner is there to carry them. */
  readonly links: readonly string[];
  /** The delivery at hand. */
  readonly delivery: string;
  /** Its store says that the e-mail is its own. */
  readonly isVerified: boolean;
  /** An operator has decided that the two are one person: only what Masivo shows still counts. */
  readonly byHand: boolean;
}

/** The owner as Masivo shows it. */
interface Shown {
  readonly kind: 'shown';
  readonly shown: MasivoCustomer;
  /** When that was asked, epoch ms. */
  readonly askedAt: number;
}

// Each costs a request. In the index of e-mails stand those who have an e-mail or are about to get it.
const mostCandidates = 5;

/**
 * The same person in two stores: Masivo keeps e-mails unique, so the second id cannot have a customer of its own.
 * The known owner of the e-mail carries the id: it is written into the owner's state, and Masivo is brought to show
 * it under the owner's own lease. So whatever changes the owner later keeps the link.
 */
export async function linkToOwner(request: LinkRequest, deps: LinkDeps): Promise<LinkResult> {
  const { email, self } = request;
  const candidates = await deps.ledger.customersWithEmail(await deps.emailKey(email), self);
  if (candidates === 'newer') return { kind: 'retry', reason: { code: 'email-owner-newer' } };
  let someBusy = false;
  for (const candidate of likelyFirst(candidates, email)) {
    if (isBusy(candidate, deps.now().getTime())) {
      someBusy = true;
      continue;
    }
    const asked = await askAbout(candidate, email, deps);
    if (asked.kind === 'retry') return asked;
    if (asked.kind === 'no-owner') continue;
    const reason = request.byHand ? undefined : refusalOf(candidate, request, deps.settings);
    return reason ? { kind: 'unlinked', reason } : linkTo(candidate, asked, request, deps);
  }
  return someBusy ? busy : { kind: 'no-owner' };
}

const busy: LinkResult = { kind: 'retry', reason: { code: 'email-owner-busy' }, retryAfterMs: busyDelayMs };

/** Whoever is known to have the e-mail in Masivo, then whoever may have got it: what Masivo shows decides. */
function likelyFirst(candidates: readonly CustomerEntry[], email: string): readonly CustomerEntry[] {
  const has = ({ state: { confirmed } }: CustomerEntry) =>
    confirmed.masivo === 'holds' && confirmed.email === email;
  const mayHave = ({ state: { confirmed } }: CustomerEntry) => confirmed.masivo !== 'holds';
  return [...candidates.filter(has), ...candidates.filter(mayHave)].slice(0, mostCandidates);
}

/** Who of those that may have the e-mail has it, by Masivo's own answer, which comes before every decision. */
async function askAbout(
  candidate: CustomerEntry,
  email: string,
  { masivo, now }: LinkDeps,
): Promise<Shown | Extract<LinkResult, { kind: 'retry' | 'no-owner' }>> {
  const askedAt = now().getTime();
  const held = await masivo.find(candidate.name.customer);
  if (held.kind === 'ok') {
    const shown = held.value;
    return shown && emailShown(shown) === email ? { kind: 'shown', shown, askedAt } : { kind: 'no-owner' };
  }
  const verdict = verdictOn('find', held);
  if (verdict.kind !== 'retry') return { kind: 'retry', reason: { code: 'outcome-unclear' } };
  const wait = verdict.afterMs === undefined ? {} : { retryAfterMs: verdict.afterMs };
  return { kind: 'retry', reason: verdict.reason, ...wait };
}

/**
 * Why nobody is linked to this owner; undefined where the settings, both stores and the owner's newest snapshot allow
 * it. Whoever took an address first without proof that it is theirs gives nobody else an account by it, and an address
 * that somebody had before may be another person's today.
 */
function refusalOf(
  owner: CustomerEntry,
  { email, self, isVerified }: LinkRequest,
  { sameEmail }: Settings,
): UnlinkedReason | undefined {
  const { newest, links = [] } = owner.state;
  // It was linked before, perhaps by hand: nothing takes a link back.
  if (links.includes(idOf(self))) return undefined;
  const because = (code: UnlinkedReason['code']) => ({ code, params: owner.name });
  if (newest?.deleted) return because('owner-deleted');
  if (sameEmail === 'refuse') return because('email-of-other-customer');
  if (!isVerified) return because('email-not-verified');
  if (newest && !newest.only && newest.customer.email !== email) return because('owner-moved');
  return newest?.emailVerified ? undefined : because('owner-not-verified');
}

/** Writes the link under the owner's own claim, on condition that nobody wrote the owner since before it was shown. */
async function linkTo(
  owner: CustomerEntry,
  { shown, askedAt }: Shown,
  request: LinkRequest,
  deps: LinkDeps,
): Promise<LinkResult> {
  const { settings, ledger } = deps;
  const before = stateOf(owner, settings.masivo.lateLandingMs);
  const store = storeOf(settings, owner.name.source, owner.name.store);
  if (!store || !before.newest) return { kind: 'no-owner' };
  const links = before.links ?? [];
  const handedOn = [idOf(request.self), ...request.links].filter((id) => id !== idOf(owner.name));
  const state: CustomerState = {
    ...before,
    links: [...new Set([...links, ...handedOn])],
    uncertain: before.uncertain ?? nothingUncertain,
  };
  const end = await sync(
    {
      ...ownersInput,
      state,
      target: before.newest,
      mine: before.newest,
      lastTold: lastTold(before),
      told: everTold(before),
      store,
      startedAt: askedAt,
      lateLandingMs: settings.masivo.lateLandingMs,
      by: request.delivery,
      series: 0,
    },
    owner,
    { ...deps, ...nothingElse },
    { ...nothingDone, shown, askedAt },
  );
  if (end.kind === 'busy') return busy;
  const { state: after } = end.result;
  const isWritten = end.claim
    ? await ledger.confirm(end.claim, after, owner.last)
    : await ledger.keep(end.entry, after, owner.last);
  return isWritten ? linkResult(end.result, owner.name) : busy;
}

const idOf = (name: CustomerName) => `${storeKey(name)}/${name.customer}`;

/** Nothing but the link is new, and nobody is created. */
const ownersInput = {
  relation: 'same',
  newStatement: false,
  begin: 'shown',
  consentAtCreation: false,
  release: undefined,
  firstContact: false,
} as const;
const nothingElse: Pick<SyncDeps, 'countCreation' | 'seeMissing' | 'linkToOwner' | 'emailKey'> = {
  countCreation: async () => false,
  seeMissing: async () => ({ kind: 'many' }),
  linkToOwner: async () => ({ kind: 'no-owner' }),
  emailKey: async () => null,
};

function linkResult({ outcome, reason, retryAfterMs }: AttemptResult, owner: CustomerName): LinkResult {
  if (outcome === 'retry') {
    const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
    return { kind: 'retry', reason: reason ?? { code: 'outcome-unclear' }, ...wait };
  }
  return outcome === 'refused'
    ? { kind: 'refused', reason: reason ?? { code: 'outcome-unclear' } }
    : { kind: 'linked', owner };
}
