import { consentToRecord, statesPurpose } from '../../../lambda/delivery/consent-to-record';
import { type Confirmed, type KeptSnapshot, mayStillLand } from '../../../lambda/delivery/customer-state';
import { afterDeath, stateOf } from '../../../lambda/delivery/intent';
import { masivoIdOf } from '../../../lambda/delivery/masivo-id';
import { withoutOutdated } from '../../../lambda/delivery/restored';
import { isShownAsAnother } from '../../../lambda/delivery/sync/meaning';
import { normalizedEmail } from '../../../lambda/email';
import { channels, type Purposes } from '../../../lambda/masivo/consent';
import type { BackfillReason } from '../../../lambda/reasons/backfill';
import { lacksCustomer, verdictOn } from '../../../lambda/retry/retry-policy';
import { leaseMarginMs } from '../../../lambda/retry/retry-times';
import { lookAt } from './ask';
import type { BackfillDeps } from './deps';
import { standingOf } from './known';
import { nameOf, opened } from './mark';
import { nextSlot } from './retry';

interface RecordDeps extends BackfillDeps {
  readonly run: string;
}

/** What became of a consent record. */
export type Consented =
  | { readonly kind: 'done' }
  | { readonly kind: 'not-shown' }
  | { readonly kind: 'refused'; readonly reason: BackfillReason }
  | { readonly kind: 'failed'; readonly reason: BackfillReason; readonly afterMs?: number | undefined };

/**
 * The consent record of one customer, under a lease of its own: a webhook's later statement must not be overwritten
 * by this one. Masivo's 404 says that it does not show the customer yet.
 */
export async function recordConsentOf(customer: string, deps: RecordDeps): Promise<Consented> {
  const masivo = await nextSlot(deps);
  const entry = await opened(nameOf(deps, customer), deps.run, deps);
  const { lateLandingMs } = deps.settings.masivo;
  const state = stateOf(entry, lateLandingMs);
  const { newest } = state;
  // Whoever has come in between has a webhook's delivery that sees to it.
  if (standingOf(state).kind !== 'marked' || !newest) return { kind: 'done' };
  // A record that was sent since may be lost with a restore, and so may what took back a yes.
  const isRestored = entry.restoredAt !== undefined;
  const snapshot = withoutOutdated(newest, null, state);
  // Whoever states nothing was looked at before the mark. Masivo silently drops the migration of somebody whom it has.
  const mustLook = isRestored || statesPurpose(deps.store, newest.statements);
  const others = mustLook ? await lookAt(masivoIdOf(entry.name, state), deps) : undefined;
  if (others === null) return { kind: 'not-shown' };
  if (others && isShownAsAnother({ store: deps.store, target: newest, state }, others)) {
    return { kind: 'refused', reason: { code: 'id-taken' } };
  }
  const record = consentToRecord(deps.store, snapshot, null, {
    must: true,
    others: others?.purposes ?? null,
    newOn: isRestored ? [] : channels,
    madeElsewhere: others?.purposes !== undefined,
  });
  if (!record) return { kind: 'done' };
  const startedAt = deps.now().getTime();
  const until = startedAt + deps.settings.leaseMs;
  const intent = { by: deps.run, until, creates: false, overwrites: true, consentDue: true };
  const claim = await deps.ledger.claim(entry, state, { ...intent, claim: deps.newId() });
  if (!claim) return { kind: 'failed', reason: { code: 'delivery-faster' } };
  const answer = await masivo(new Date(until - leaseMarginMs)).recordConsent(
    masivoIdOf(entry.name, state),
    record,
  );
  if (answer.kind === 'ok') {
    const uncertain = mayStillLand(state, startedAt) ? state.uncertain : null;
    const confirmed = broughtOver(newest, record.purposes, startedAt, others?.purposes !== undefined);
    await deps.ledger.confirm(claim, { ...state, confirmed, uncertain }, entry.last);
    return { kind: 'done' };
  }
  const verdict = verdictOn('consent', answer);
  const isLost = verdict.kind !== 'refuse' && verdict.landed === 'maybe';
  const now = deps.now().getTime();
  // As in deliveries: after a record whose answer was lost, nothing ends before it can land no more.
  await deps.ledger.confirm(
    claim,
    isLost ? afterDeath(state, { ...claim.intent, until: now }, lateLandingMs) : state,
    entry.last,
  );
  if (lacksCustomer(answer)) return { kind: 'not-shown' };
  if (verdict.kind === 'refuse') return { kind: 'refused', reason: verdict.reason };
  // What may pass is tried again: sending the same record twice does no harm.
  return verdict.kind === 'ask'
    ? { kind: 'failed', reason: { code: 'outcome-unclear' } }
    : { kind: 'failed', reason: verdict.reason, afterMs: verdict.afterMs };
}

/**
 * Migrations carry no metadata, so the customer's next event finds it missing and brings it.
 * @param elsewhere Masivo had a consent record that no migration brings.
 */
function broughtOver(
  { customer }: KeptSnapshot,
  consent: Purposes,
  createdAt: number,
  elsewhere: boolean,
): Confirmed {
  const { email } = customer;
  return {
    masivo: 'holds',
    email: email === null ? null : normalizedEmail(email),
    consent,
    createdAt,
    ...(elsewhere ? { told: null, elsewhere } : { told: { ...customer, metadata: {} } }),
  };
}
