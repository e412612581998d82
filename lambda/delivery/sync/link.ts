import type { CustomerEntry, Ledger } from '../../ledger/ledger';
import type { CustomerName } from '../../ledger/table';
import type { Masivo } from '../../masivo/client';
import { verdictOn } from '../../retry/retry-policy';
import { busyDelayMs } from '../../retry/retry-times';
import { type Settings, storeOf } from '../../settings';
import { storeKey } from '../../store-name';
import { type CustomerState, everTold, lastTold, nothingUncertain } from '../customer-state';
import { isBusy, stateOf } from '../intent';
import { emailShown } from './confirmed';
import type { LinkResult } from './situation';
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
    const result =
      deps.settings.sameEmail === 'refuse'
        ? await refuseIfOwner(candidate, email, deps)
        : await linkTo(candidate, request, deps);
    if (result.kind !== 'no-owner') return result;
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

async function refuseIfOwner(owner: CustomerEntry, email: string, { masivo }: LinkDeps): Promise<LinkResult> {
  const held = await masivo.find(owner.name.customer);
  if (held.kind !== 'ok') {
    const verdict = verdictOn('find', held);
    return { kind: 'retry', reason: verdict.kind === 'ask' ? { code: 'outcome-unclear' } : verdict.reason };
  }
  if ((held.value && emailShown(held.value)) !== email) return { kind: 'no-owner' };
  return { kind: 'refused', reason: { code: 'email-of-other-customer', params: owner.name } };
}

async function linkTo(owner: CustomerEntry, request: LinkRequest, deps: LinkDeps): Promise<LinkResult> {
  const { settings, ledger, now } = deps;
  const { email, delivery } = request;
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
      linksOwnerOf: email,
      startedAt: now().getTime(),
      lateLandingMs: settings.masivo.lateLandingMs,
      by: delivery,
      series: 0,
    },
    owner,
    { ...deps, ...nothingElse },
  );
  if (end.kind === 'busy') return busy;
  const after = end.kind === 'ended' ? end.result.state : before;
  const isWritten = end.claim
    ? await ledger.confirm(end.claim, after, owner.last)
    : end.kind === 'not-owner' || (await ledger.keep(end.entry, after, owner.last));
  if (!isWritten) return busy;
  return end.kind === 'ended' ? linkResult(end.result, owner.name) : { kind: 'no-owner' };
}

const idOf = (name: CustomerName) => `${storeKey(name)}/${name.customer}`;

/** Nothing but the link is new, and nobody is created. */
const ownersInput = {
  relation: 'same',
  newStatement: false,
  begin: 'ask',
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
