import type { CustomerEntry } from '../../ledger/ledger';
import { verdictOn } from '../../retry/retry-policy';
import { isBusy } from '../intent';
import { masivoIdOf } from '../masivo-id';
import { emailShown } from './confirmed';
import { refusalOf } from './link-refusal';
import { type LinkDeps, type LinkRequest, ownerBusy, type ShownOwner } from './link-request';
import type { LinkResult } from './situation';
import { writeLink } from './write-link';

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
    if (candidate.state.erasing !== undefined) continue;
    if (isBusy(candidate, deps.now().getTime())) {
      someBusy = true;
      continue;
    }
    const asked = await askAbout(candidate, email, deps);
    if (asked.kind === 'retry') return asked;
    if (asked.kind === 'no-owner') continue;
    const reason = request.byHand ? undefined : refusalOf(candidate, request, deps.settings);
    return reason ? { kind: 'unlinked', reason } : writeLink(candidate, asked, request, deps);
  }
  return someBusy ? ownerBusy : { kind: 'no-owner' };
}

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
): Promise<ShownOwner | Extract<LinkResult, { kind: 'retry' | 'no-owner' }>> {
  const askedAt = now().getTime();
  const held = await masivo.find(masivoIdOf(candidate.name, candidate.state));
  if (held.kind === 'ok') {
    const shown = held.value;
    return shown && emailShown(shown) === email ? { kind: 'shown', shown, askedAt } : { kind: 'no-owner' };
  }
  const verdict = verdictOn('find', held);
  if (verdict.kind !== 'retry') return { kind: 'retry', reason: { code: 'outcome-unclear' } };
  const wait = verdict.afterMs === undefined ? {} : { retryAfterMs: verdict.afterMs };
  return { kind: 'retry', reason: verdict.reason, ...wait };
}
