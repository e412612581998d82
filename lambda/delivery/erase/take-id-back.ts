import type { CustomerEntry, Ledger } from '../../ledger/ledger';
import type { CustomerName } from '../../ledger/table';
import type { MasivoCustomer } from '../../masivo/answer';
import type { Masivo } from '../../masivo/client';
import type { CustomerChanges } from '../../masivo/customer';
import { withOwnFields } from '../../masivo/own-fields';
import { verdictOn } from '../../retry/retry-policy';
import { type Settings, storeOf } from '../../settings';
import { customerKey, parseCustomerKey } from '../../store-name';
import { carriedBy } from '../carried-by';
import { type CustomerState, nothingUncertain, shownBy } from '../customer-state';
import { intentOf, isBusy, stateOf } from '../intent';
import { masivoIdOf, underMasivoId } from '../masivo-id';
import { withLinksShown } from '../sync/situation';
import { draftToShow } from '../told-drafts';

export interface TakeBackDeps {
  readonly settings: Settings;
  readonly ledger: Ledger;
  readonly masivo: Masivo;
  /** The end of this attempt's leases, epoch ms. */
  readonly until: number;
  readonly now: () => Date;
  readonly newId: () => string;
  /** The delivery at hand. */
  readonly delivery: string;
  /** Who is erased next, or loses the id with that one. */
  readonly except: ReadonlySet<string>;
}

/** Who carries the id of this customer: the one who has its e-mail, or the one it was merged into. Pure. */
export function carrierOf(state: CustomerState, name: CustomerName): CustomerName | undefined {
  return state.confirmed.masivo === 'linked' ? state.confirmed.owner : keptOf(state, name);
}

const keptOf = ({ newest }: CustomerState, { source, store }: CustomerName): CustomerName | undefined =>
  newest?.merged && { source, store, customer: newest.merged.into };

/**
 * Takes the id back from all who carry it: also from the owner of the e-mail whom a link was written to and not
 * confirmed, and from the kept one of two where both an owner and that one carry it.
 * @param besides who may carry it though the customer's item does not know
 * @returns who still carries it, and is to be asked again; undefined where nobody does. Who has the e-mail is found
 *   again without.
 */
export async function takeBackFromAll(
  customer: CustomerEntry,
  state: CustomerState,
  deps: TakeBackDeps,
  besides?: CustomerName,
): Promise<CustomerName | undefined | 'newer'> {
  const { name } = customer;
  const byEmail = await carriedBy(customer, deps.ledger);
  const carriers = new Map(
    [byEmail === 'newer' ? undefined : byEmail, carrierOf(state, name), keptOf(state, name), besides].flatMap(
      (each) => (each && !deps.except.has(customerKey(each)) ? [[customerKey(each), each] as const] : []),
    ),
  );
  let left: CustomerName | undefined;
  for (const carrier of carriers.values()) {
    if (!(await takeIdBack(name, carrier, deps))) left = carrier;
  }
  return left ?? (byEmail === 'newer' ? byEmail : undefined);
}

// Whoever is linked later hands its links on.
const mostCarriers = 5;

/**
 * Takes the id of a customer who is being erased from the one who carries it: from its state, and from what Masivo shows
 * of it. Doing it again changes nothing.
 * @returns false where it has to be tried again.
 */
export async function takeIdBack(
  id: CustomerName,
  carrier: CustomerName,
  deps: TakeBackDeps,
): Promise<boolean> {
  const { ledger, settings, now } = deps;
  let name = carrier;
  for (let followed = 0; followed < mostCarriers; followed += 1) {
    const opened = await ledger.open(name, deps.delivery);
    if (opened.kind === 'newer') return false;
    if (opened.kind === 'erased') return true;
    const entry = opened.customer;
    if (isBusy(entry, now().getTime())) return false;
    const before = stateOf(entry, settings.masivo.lateLandingMs);
    const { links = [], ...others } = before;
    if (links.includes(customerKey(id))) {
      const left = await withoutErased(
        links.filter((each) => each !== customerKey(id)),
        deps,
      );
      const after: CustomerState = left.length === 0 ? others : { ...others, links: [...left] };
      if (!(await showWithout({ entry, before, after }, left, deps))) return false;
    }
    // One who is linked keeps its links, and its owner carries them as well.
    const next = carrierOf(before, name);
    if (!next) return true;
    name = next;
  }
  return true;
}

/** Whoever was erased before because it was merged into this customer is carried by nobody either. */
async function withoutErased(
  links: readonly string[],
  { ledger, delivery }: TakeBackDeps,
): Promise<readonly string[]> {
  const left: string[] = [];
  for (const link of links) {
    const name = parseCustomerKey(link);
    const opened = name && (await ledger.open(name, delivery));
    if (opened?.kind !== 'erased') left.push(link);
  }
  return left;
}

interface Carrier {
  readonly entry: Parameters<Ledger['claim']>[0];
  readonly before: CustomerState;
  readonly after: CustomerState;
}

/** PATCH replaces the metadata as a whole, so what others put there is sent back. */
async function showWithout(
  { entry, before, after }: Carrier,
  links: readonly string[],
  { ledger, masivo, settings, until, now, newId, delivery }: TakeBackDeps,
): Promise<boolean> {
  const id = masivoIdOf(entry.name, before);
  const held = await masivo.find(id);
  if (held.kind !== 'ok') return false;
  const metadata = held.value && metadataWithout(held.value, entry, links, settings);
  if (!metadata) return ledger.keep(entry, after, entry.last);
  const plans = { creates: false, overwrites: true, consentDue: false };
  const claim = await ledger.claim(entry, before, intentOf(plans, newId(), delivery, until));
  if (!claim) return false;
  const changed = await masivo.change(id, { metadata });
  if (changed.kind === 'ok') return (await ledger.confirm(claim, after, entry.last)) !== undefined;
  const verdict = verdictOn('change', changed);
  const isLost = verdict.kind !== 'refuse' && verdict.landed === 'maybe';
  const { uncertain } = before;
  const open = {
    ...(uncertain ?? nothingUncertain),
    overwrites: true,
    landsUntil: Math.max(uncertain?.landsUntil ?? 0, shownBy(now().getTime(), settings.masivo.lateLandingMs)),
  };
  await ledger.confirm(claim, isLost ? { ...before, uncertain: open } : before, entry.last);
  return false;
}

/** Undefined where Masivo shows that nothing has to change. What an answer leaves out is as the bridge has told it. */
function metadataWithout(
  { customer, hidesMetadata }: MasivoCustomer,
  { name, state }: CustomerEntry,
  links: readonly string[],
  settings: Settings,
): CustomerChanges['metadata'] | undefined {
  const store = storeOf(settings, name.source, name.store);
  const { newest, masivoId } = state;
  const told =
    store && hidesMetadata && newest && underMasivoId(withOwnFields(draftToShow(newest), store), masivoId);
  const shown = told ? told.metadata : customer.metadata;
  const metadata = withLinksShown(shown ?? {}, links);
  return !hidesMetadata && metadata.linked === shown?.linked ? undefined : metadata;
}
