import type { CustomerEntry, Ledger } from '../ledger/ledger';
import type { CustomerName } from '../ledger/table';
import type { Masivo } from '../masivo/client';
import type { Settings } from '../settings';
import type { Unsure } from './customer-state';
import type { Linked } from './ended';
import { verdictOn } from './retryability';

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
export const linkedIds = 'linked';

/** A customer of the ledger who has the e-mail in Masivo, or may have it. */
type Owner = CustomerEntry & {
  readonly state: Extract<CustomerEntry['state'], { masivo: 'holds' | 'unsure' }>;
};

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
  const owner = ownerAmong(candidates, email);
  if (!owner) return { kind: 'no-owner' };
  if (owner.busyUntil !== null && owner.busyUntil > deps.now().getTime()) return busy;
  const inDoubt = unsureOwner(owner, deps.until);
  const claim = await deps.ledger.claim({
    entry: owner,
    delivery,
    believeIfWeDie: inDoubt,
    until: deps.until,
    emailKey: null,
  });
  if (!claim) return busy;
  const linked = await addId(owner, email, self, deps);
  const lost = linked.kind === 'retry' && linked.lost;
  await deps.ledger.release(claim, lost ? { ...inDoubt, lostChangeAt: deps.now().getTime() } : owner.state);
  return linked;
}

const busy: Linked = {
  kind: 'retry',
  reason: 'the customer who has this e-mail is being worked on',
  retryAfterMs: 1000,
};

/** Whoever is known to have the e-mail, else whoever may have it: what Masivo shows then decides. */
function ownerAmong(candidates: readonly CustomerEntry[], email: string): Owner | undefined {
  const owners = candidates.filter((entry): entry is Owner =>
    entry.state.masivo === 'holds'
      ? entry.state.email === email
      : entry.state.masivo === 'unsure' && entry.state.newest.customer.email === email,
  );
  return owners.find(({ state }) => state.masivo === 'holds') ?? owners[0];
}

function unsureOwner({ state }: Owner, until: number): Unsure {
  const before = state.masivo === 'unsure' ? state : { created: false, consentDue: false, letThrough: false };
  const { newest, consent } = state;
  return { ...before, masivo: 'unsure', newest, consent, lostChangeAt: until };
}

async function addId(
  { name, state }: Owner,
  email: string,
  self: CustomerName,
  { masivo, policy }: LinkDeps,
): Promise<Linked & { lost?: boolean }> {
  const held = await masivo.find(name.customer);
  if (held.kind !== 'ok') return retryOf(verdictOn('find', held));
  if (held.value?.customer.email?.toLowerCase() !== email) {
    return state.masivo === 'unsure'
      ? { kind: 'retry', reason: 'another customer with this e-mail is being created' }
      : { kind: 'no-owner' };
  }
  if (policy === 'refuse') {
    return {
      kind: 'refused',
      reason: `the e-mail belongs to customer ${name.customer} of ${name.source}/${name.store}`,
    };
  }
  const metadata = held.value.customer.metadata ?? {};
  const id = `${self.source}/${self.store}/${self.customer}`;
  const known = typeof metadata[linkedIds] === 'string' ? metadata[linkedIds].split(' ') : [];
  if (known.includes(id)) return { kind: 'linked', owner: name.customer };
  const changed = await masivo.change(name.customer, {
    metadata: { ...metadata, [linkedIds]: [...known, id].join(' ') },
  });
  return changed.kind === 'ok'
    ? { kind: 'linked', owner: name.customer }
    : retryOf(verdictOn('change', changed));
}

function retryOf(verdict: ReturnType<typeof verdictOn>): Linked & { lost?: boolean } {
  if (verdict.kind === 'refuse') return { kind: 'refused', reason: verdict.reason };
  const lost = verdict.landed === 'maybe';
  if (verdict.kind === 'ask') return { kind: 'retry', reason: 'Masivo has to be asked what it did', lost };
  const wait = verdict.afterMs === undefined ? {} : { retryAfterMs: verdict.afterMs };
  return { kind: 'retry', reason: verdict.reason, lost, ...wait };
}
