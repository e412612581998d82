import { type Envelope, readEnvelope, receivedEvent } from '../envelope';
import type { CustomerEntry } from '../ledger/ledger';
import { mapSnapshot } from '../mapping/map-snapshot';
import type { MappedSnapshot } from '../mapping/read-result';
import { withOwnFields } from '../masivo/own-fields';
import { foundByReconciliation } from '../origin';
import type { Reason } from '../reasons/reason';
import { deadlineAfterLeaseMs } from '../retry/retry-times';
import { type Settings, type StoreSettings, storeOf } from '../settings';
import { sources } from '../sources/registry';
import type { Parsed, Snapshot, Source } from '../sources/source';
import { bringToMasivo } from './bring-to-masivo';
import type { BreakerState } from './circuit-breaker';
import type { KeptSnapshot } from './customer-state';
import type { QueueMessage } from './dead-letter';
import type { DeliveryDeps } from './deps';
import { endByMapping } from './end-by-mapping';
import { erase } from './erase/erase';
import { eraseNamed } from './erase/erase-named';
import type { EventNotices } from './event-notices';
import {
  finish,
  finishAlone,
  finishErased,
  finishOfErasedShop,
  finishUnkept,
  lastOf,
  type Run,
  withNotice,
} from './finish';
import { fixMasivoId } from './fix-masivo-id';
import { type LastAttempt, stateAsWritten, stateOf } from './intent';
import { keptSnapshot } from './kept-snapshot';
import { draftAsSent, masivoIdNotice, neverBrought } from './masivo-id';
import { delayForNewerCode, delayWhileBusy, type MessageAction } from './message-action';
import { openedFor } from './opened';
import { ownerNow } from './owner';
import { planFor } from './plan';
import { readAtVendor } from './read-at-vendor';
import { recordRequest } from './record-request';
import { relationTo } from './relation';
import { mayHaveBeenDelivered } from './restored';
import { runSelftest } from './selftest';
import { isFromBefore } from './sync/erased-email';

/** One attempt at one queue message. Rejects only for bugs and for a ledger that cannot be reached. */
export async function attempt(
  { body, sentAt }: QueueMessage,
  circuit: BreakerState,
  deps: DeliveryDeps,
): Promise<MessageAction> {
  const read = readEnvelope(body);
  if (read.kind === 'unreadable') return { kind: 'dead-letter', reason: { code: 'message-unreadable' } };
  if (read.kind === 'newer') return delayForNewerCode;
  const { envelope } = read;
  const run: Run = { id: deps.newId(), envelope, sentAt, deps, started: deps.now() };
  const wait = circuit.delayFor(envelope.source, envelope.store);
  if (wait)
    return wait.soonOver
      ? { kind: 'delay-for-slot', afterMs: wait.ms }
      : {
          kind: 'delay-while-blocked',
          atLeastMs: wait.ms,
          ...(wait.storePaused ? { storePaused: true } : {}),
        };

  if (envelope.erase && envelope.customer !== undefined) {
    const { source, store, customer, erase: act } = envelope;
    return erase(
      run,
      { source, store, customer },
      act.emails.map((hmac) => ({ hmac })),
    );
  }
  // An erasure goes on: Masivo still has the person.
  const isFromBefore = isBeforeErasureOfShop(envelope, circuit);
  const source = sources.get(envelope.source);
  const store = source && storeOf(deps.settings, source.name, envelope.store);
  const event = receivedEvent(envelope);
  const customerOf = () => source?.customerOf(event) ?? null;
  if (!source || !store) {
    const asked = source?.parseRequest?.(event);
    if (isFromBefore && asked?.kind !== 'erasure' && asked?.kind !== 'unkept') return finishOfErasedShop(run);
    // Ours to fix: a store that was taken out of the settings, or a rollback to code without this source.
    const notConfigured = { code: 'store-not-configured' } as const;
    return asked
      ? finishUnkept(run, 'retry', notConfigured)
      : finishAlone(run, 'retry', notConfigured, customerOf());
  }
  if (envelope.customer !== undefined) {
    if (isFromBefore) return finishOfErasedShop(run);
    return deliver(run, { source, store, customer: envelope.customer, event: undefined });
  }
  const parsed = source.parse(event, store);
  const isOfErasedShop = isFromBefore || isFoundFromBefore(envelope, parsed, circuit);
  if (isOfErasedShop && parsed.kind !== 'erasure' && parsed.kind !== 'unkept') return finishOfErasedShop(run);
  if (parsed.kind !== 'to-read') {
    const version = source.versionNotice(event);
    return deliverParsed(run, parsed, { source, store, customer: customerOf(), version });
  }
  const completed = await readAtVendor(run, { source, store, event, wanted: parsed });
  return completed.kind === 'over'
    ? completed.action
    : deliverParsed(completed.run, completed.parsed, { source, store, customer: parsed.customer });
}

const isBeforeErasureOfShop = ({ source, store, receivedAt }: Envelope, circuit: BreakerState): boolean =>
  Date.parse(receivedAt) < (circuit.shopErasedAt?.(source, store) ?? 0);

/** A vendor goes on telling reconciliation what was before: that would bring back whom the erasure took. */
const isFoundFromBefore = (
  { source, store, signedWith }: Envelope,
  parsed: Parsed,
  circuit: BreakerState,
): boolean =>
  signedWith === foundByReconciliation &&
  'snapshot' in parsed &&
  parsed.snapshot.order.at < (circuit.shopErasedAt?.(source, store) ?? 0);

interface ParsedOf extends Pick<Subject, 'source' | 'store'>, Pick<EventNotices, 'version'> {
  readonly customer: string | null;
}

/** What an event tells, its customer read where it did not carry it. */
async function deliverParsed(
  run: Run,
  parsed: Exclude<Parsed, { kind: 'to-read' }>,
  { source, store, customer, version }: ParsedOf,
): Promise<MessageAction> {
  switch (parsed.kind) {
    case 'ignored':
      return finishAlone(run, 'ignored', parsed.reason, customer);
    case 'refused':
      return finishAlone(run, 'refused', parsed.reason, customer, version);
    case 'unclear':
      return finishAlone(run, 'retry', parsed.reason, customer);
    case 'erasure':
      return eraseNamed(run, { source: source.name, store: store.store }, parsed);
    case 'request':
      return recordRequest(run, { source: source.name, store: store.store }, parsed);
    case 'unkept':
      return finishUnkept(run, parsed.outcome, parsed.reason);
    case 'snapshot':
    case 'selftest': {
      const { snapshot } = parsed;
      const mapped = mapSnapshot({ source, store, snapshot, mapping: run.deps.mapping });
      if (mapped.kind !== 'customer') {
        return endUnmapped(run, parsed, mapped, { source, store, customer: snapshot.customer, version });
      }
      const mine = keptSnapshot(run.envelope.id, snapshot, mapped);
      if (parsed.kind === 'selftest') return runSelftest(run, store, mine);
      const notices = { unread: mapped.unread, notice: snapshot.notice, version };
      return deliver(run, { source, store, customer: snapshot.customer, event: { snapshot, mine, notices } });
    }
    default:
      return parsed satisfies never;
  }
}

const wouldNotCreate = (cause: Reason): Reason => ({ code: 'selftest-would-not-create', params: { cause } });

/** What the source itself cannot map is refused; anything else is the environment's own mapping's decision. */
async function endUnmapped(
  run: Run,
  { kind, snapshot }: Extract<Parsed, { snapshot: Snapshot }>,
  { kind: outcome, reason }: Exclude<MappedSnapshot, { kind: 'customer' }>,
  { source, store, version }: ParsedOf,
): Promise<MessageAction> {
  const { customer } = snapshot;
  const own = mapSnapshot({ source, store, snapshot, mapping: undefined });
  if (own.kind !== 'customer') return finishAlone(run, 'refused', own.reason, customer, version);
  if (kind === 'selftest') return finishAlone(run, 'ignored', wouldNotCreate(reason), null);
  const name = { source: source.name, store: store.store, customer };
  const mine = keptSnapshot(run.envelope.id, snapshot, own);
  const ended = await endByMapping(run, name, mine, { outcome, reason }, { version });
  return ended === 'goes-on' ? deliver(run, { source, store, customer, event: undefined }) : ended;
}

interface Subject {
  readonly source: Source;
  readonly store: StoreSettings;
  readonly customer: string;
  /** Undefined for an act on the customer: then the newest snapshot that the ledger has is the one at hand. */
  readonly event:
    | { readonly snapshot: Snapshot; readonly mine: KeptSnapshot; readonly notices: EventNotices }
    | undefined;
}

async function deliver(run: Run, { source, store, customer: id, event }: Subject): Promise<MessageAction> {
  const { envelope, deps } = run;
  const name = { source: source.name, store: store.store, customer: id };
  const into = event?.mine.merged?.into;
  if (into !== undefined) {
    const keptName = { ...name, customer: into };
    const kept = await deps.ledger.open(keptName, envelope.id);
    const merged = await deps.ledger.open(name, envelope.id);
    if (kept.kind === 'newer' || merged.kind === 'newer') return delayForNewerCode;
    // The store says that both are one person, who was erased.
    if (kept.kind === 'erased') return erase(run, name, []);
    // An attempt may have had the kept one carry the id, and found the item of this one taken by an erasure.
    if (merged.kind === 'erased') return erase(run, name, [], { carrier: keptName });
  }
  const opened = await openedFor(run, name, event?.mine.customer.email);
  if (opened.kind === 'over') return opened.action;
  const { customer, delivery, emailErasedAt } = opened;
  if (event && emailErasedAt !== undefined && isFromBefore(event.mine, emailErasedAt)) {
    return finishErased(run, delivery, 'email-erased');
  }
  const now = deps.now().getTime();
  const about = { customer: id, delivery };

  const state = stateOf(asRestored(customer, event, run), deps.settings.masivo.lateLandingMs);
  const mine = event?.mine ?? state.newest;
  if (!mine) return finish(run, about, { outcome: 'ignored', reason: { code: 'customer-unknown' } });
  const related = event
    ? await relationTo({
        ...event,
        receivedAt: envelope.receivedAt,
        newest: state.newest,
        isLogPending: isLogPending(customer.last, now, deps.settings),
        source,
        store,
        recordOf: deps.ledger.delivery,
      })
    : itself;
  if (related === 'log-pending') return delayWhileBusy(deps);
  const { relation, tie } = related;
  const written = stateAsWritten(customer, deps.settings.masivo.lateLandingMs);
  const naming = { name, written, store };
  const { confirmed } = state;
  const owner =
    confirmed.masivo === 'linked' && relation !== 'older' && envelope.series === 0
      ? await ownerNow(confirmed.owner, envelope.id, deps)
      : undefined;
  if (owner?.kind === 'newer') return delayForNewerCode;
  if (owner?.kind === 'busy') return delayWhileBusy(deps);
  const plan = planFor({
    state,
    mine,
    relation,
    tie,
    store,
    replayed: envelope.series > 0,
    ...(owner ? { owner } : {}),
  });
  const isNewest = relation !== 'older' && !mine.only;
  const mapped = isNewest ? { mapped: draftAsSent(withOwnFields(mine.customer, store), mine, naming) } : {};
  const masivoId = event && relation !== 'older' ? masivoIdNotice(naming, mine) : undefined;
  const seen = { ...about, ...event?.notices, masivoId, tie, ...mapped };
  switch (plan.kind) {
    case 'log':
      return finish(run, seen, withNotice({ outcome: plan.outcome, reason: plan.reason }, seen));
    case 'keep': {
      const end = withNotice({ outcome: plan.outcome, reason: plan.reason }, seen);
      const kept = await deps.ledger.keep(customer, plan.state, lastOf(run, end));
      return kept ? finish(run, seen, end) : delayWhileBusy(deps);
    }
    case 'sync': {
      const fixed = await fixMasivoId(naming, { ...plan, mine }, deps);
      if (fixed.kind === 'newer') return delayForNewerCode;
      if (fixed.kind === 'taken') {
        return finish(run, seen, { outcome: 'refused', reason: { code: 'masivo-id-taken' } });
      }
      const isUnnamed = fixed.kind === 'unnamed';
      const named = { ...plan, state: isUnnamed ? neverBrought(plan.state) : fixed.state };
      return bringToMasivo(run, { opened, state, plan: named, mine, store, about: seen, isUnnamed });
    }
    default:
      return plan satisfies never;
  }
}

/** A customer without an item, whom the ledger may have lost with the restore, is as uncertain as one with an item. */
function asRestored(
  customer: CustomerEntry,
  event: Subject['event'],
  { envelope, deps }: Run,
): CustomerEntry {
  const { ledgerRestoredAt } = deps.settings;
  if (ledgerRestoredAt === undefined || customer.version > 0 || !event) return customer;
  const restoredAt = Date.parse(ledgerRestoredAt);
  return mayHaveBeenDelivered(event.snapshot.order, envelope.receivedAt, restoredAt)
    ? { ...customer, restoredAt }
    : customer;
}

/** Between an attempt's confirmation and its log nothing is awaited but that write, under the attempt's deadline. */
const isLogPending = (last: LastAttempt | null, now: number, { leaseMs }: Settings): boolean =>
  last !== null && now < last.at + leaseMs + 2 * deadlineAfterLeaseMs;

const itself = { relation: 'same', tie: false } as const;
