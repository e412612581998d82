import type { CustomerEntry, Ledger } from '../ledger/ledger';
import type { CustomerName } from '../ledger/table';
import type { Masivo } from '../masivo/client';
import type { Reason } from '../reasons/reason';
import { verdictOn } from '../retry/retry-policy';
import { busyDelayMs } from '../retry/retry-times';
import type { Settings } from '../settings';
import { storeKey } from '../store-name';
import { type CustomerState, noDoubt } from './customer-state';
import type { Linked } from './ended';

export interface LinkDeps {
  readonly ledger: Ledger;
  readonly masivo: Masivo;
  readonly emailKey: (email: string) => Promise<string>;
  readonly policy: Settings['sameEmail'];
  /** The end of this attempt's lease, epoch ms. */
  readonly until: number;
  readonly now: () => Date;
}

/** Metadata of the owner in which the ids of the same person in other stores stand, separated by spaces. */
const linkedIds = 'linked';

// Each costs a request; an e-mail that more customers than this tried to get is no everyday case.
const mostCandidates = 5;

/**
 * The same person in two stores: Masivo keeps e-mails unique, so the second id cannot have a customer of its
 * own. The known owner of the e-mail gets the id in its metadata, under its own lease; never a name, gender or
 * date of birth.
 */
export async function linkToOwnerOf(
  email: string,
  self: CustomerName,
  delivery: string,
  deps: LinkDeps,
): Promise<Linked> {
  const candidates = await deps.ledger.customersWithEmail(await deps.emailKey(email), self);
  if (candidates === 'newer') return { kind: 'retry', reason: { code: 'email-owner-newer' } };
  let someBusy = false;
  for (const candidate of likelyFirst(candidates, email)) {
    if (candidate.busyUntil !== null && candidate.busyUntil > deps.now().getTime()) {
      someBusy = true;
      continue;
    }
    const linked = await linkTo(candidate, email, self, delivery, deps);
    if (linked.kind !== 'no-owner') return linked;
  }
  return someBusy ? busy : { kind: 'no-owner' };
}

const busy: Linked = {
  kind: 'retry',
  reason: { code: 'email-owner-busy' },
  retryAfterMs: busyDelayMs,
};

/** Whoever is known to have the e-mail in Masivo, then whoever tried to get it: what Masivo shows decides. */
function likelyFirst(candidates: readonly CustomerEntry[], email: string): readonly CustomerEntry[] {
  const has = ({ state: { known } }: CustomerEntry) => known.masivo === 'holds' && known.email === email;
  const tried = ({ state: { known, doubt } }: CustomerEntry) => known.masivo !== 'holds' && doubt !== null;
  return [...candidates.filter(has), ...candidates.filter(tried)].slice(0, mostCandidates);
}

async function linkTo(
  owner: CustomerEntry,
  email: string,
  self: CustomerName,
  delivery: string,
  deps: LinkDeps,
): Promise<Linked> {
  const { state } = owner;
  const changeMayLand = (at: number): CustomerState => ({
    ...state,
    doubt: { ...(state.doubt ?? noDoubt), lostChangeAt: at },
  });
  const claim = await deps.ledger.claim({
    entry: owner,
    delivery,
    believeIfWeDie: changeMayLand(deps.until),
    until: deps.until,
    emailKey: null,
  });
  if (!claim) return busy;
  const { linked, lost } = await addId(owner.name, email, self, deps);
  await deps.ledger.release(claim, lost ? changeMayLand(deps.now().getTime()) : state);
  return linked;
}

async function addId(
  owner: CustomerName,
  email: string,
  self: CustomerName,
  { masivo, policy }: LinkDeps,
): Promise<{ linked: Linked; lost?: boolean }> {
  const held = await masivo.find(owner.customer);
  if (held.kind !== 'ok') return retryOf(verdictOn('find', held));
  if (held.value?.customer.email?.toLowerCase() !== email) return { linked: { kind: 'no-owner' } };
  if (policy === 'refuse') {
    const { customer, source, store } = owner;
    const reason: Reason = { code: 'email-of-other-customer', params: { customer, source, store } };
    return { linked: { kind: 'refused', reason } };
  }
  const metadata = held.value.customer.metadata ?? {};
  const id = `${storeKey(self)}/${self.customer}`;
  const ids = typeof metadata[linkedIds] === 'string' ? metadata[linkedIds].split(' ') : [];
  const done = { linked: { kind: 'linked', owner: owner.customer } } as const;
  if (ids.includes(id)) return done;
  const changed = await masivo.change(owner.customer, {
    metadata: { ...metadata, [linkedIds]: [...ids, id].join(' ') },
  });
  return changed.kind === 'ok' ? done : retryOf(verdictOn('change', changed));
}

function retryOf(verdict: ReturnType<typeof verdictOn>): { linked: Linked; lost?: boolean } {
  if (verdict.kind === 'refuse') return { linked: { kind: 'refused', reason: verdict.reason } };
  const reason: Reason = verdict.kind === 'ask' ? { code: 'outcome-unclear' } : verdict.reason;
  const wait = 'afterMs' in verdict && verdict.afterMs !== undefined ? { retryAfterMs: verdict.afterMs } : {};
  return { linked: { kind: 'retry', reason, ...wait }, lost: verdict.landed === 'maybe' };
}
