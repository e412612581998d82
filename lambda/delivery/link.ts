import type { Ledger } from '../ledger/ledger';
import type { CustomerName } from '../ledger/table';
import type { Masivo } from '../masivo/client';
import type { Settings } from '../settings';
import type { CustomerState } from './customer-state';
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
  const owner = candidates.find(({ state }) => state.masivo === 'holds' && state.email === email);
  if (owner?.state.masivo !== 'holds') {
    const undecided = candidates.some(({ state }) => state.masivo === 'unsure');
    return undecided
      ? { kind: 'retry', reason: 'another customer with this e-mail is being created' }
      : { kind: 'no-owner' };
  }
  if (deps.policy === 'refuse') {
    return {
      kind: 'refused',
      reason: `the e-mail belongs to customer ${owner.name.customer} of ${owner.name.source}/${owner.name.store}`,
    };
  }
  const busy: Linked = {
    kind: 'retry',
    reason: 'the customer who has this e-mail is being worked on',
    retryAfterMs: 1000,
  };
  if (owner.busyUntil !== null && owner.busyUntil > deps.now().getTime()) return busy;
  const changed: CustomerState = {
    ...owner.state,
    masivo: 'unsure',
    created: false,
    lostChangeAt: deps.until,
    consentDue: false,
  };
  const claim = await deps.ledger.claim({
    entry: owner,
    delivery,
    believeIfWeDie: changed,
    until: deps.until,
    emailKey: null,
  });
  if (!claim) return busy;
  const linked = await addId(owner.name.customer, self, deps.masivo);
  await deps.ledger.release(
    claim,
    linked.kind === 'retry' ? { ...changed, lostChangeAt: deps.now().getTime() } : owner.state,
  );
  return linked;
}

async function addId(owner: string, self: CustomerName, masivo: Masivo): Promise<Linked> {
  const held = await masivo.find(owner);
  if (held.kind !== 'ok') return retryOf(verdictOn('find', held));
  if (!held.value) return { kind: 'no-owner' };
  const metadata = held.value.customer.metadata ?? {};
  const id = `${self.source}/${self.store}/${self.customer}`;
  const known = typeof metadata[linkedIds] === 'string' ? metadata[linkedIds].split(' ') : [];
  if (known.includes(id)) return { kind: 'linked', owner };
  const changed = await masivo.change(owner, {
    metadata: { ...metadata, [linkedIds]: [...known, id].join(' ') },
  });
  return changed.kind === 'ok' ? { kind: 'linked', owner } : retryOf(verdictOn('change', changed));
}

function retryOf(verdict: ReturnType<typeof verdictOn>): Linked {
  if (verdict.kind === 'refuse') return { kind: 'refused', reason: verdict.reason };
  const reason = verdict.kind === 'retry' ? verdict.reason : 'Masivo has to be asked again';
  const after =
    verdict.kind === 'retry' && verdict.afterMs !== undefined ? { retryAfterMs: verdict.afterMs } : {};
  return { kind: 'retry', reason, ...after };
}
