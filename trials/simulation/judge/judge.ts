import type { Entry } from '../models/masivo';
import { isContested } from '../own-ids';
import type { Spec } from '../spec';
import type { World } from '../world/world';
import { judgeEmailNotice } from './email-notice';
import { type Expected, expectedOf } from './expected';
import { judgeDeleted } from './judge-deleted';
import { judgeEntry } from './judge-entry';
import { isKeptOut, judgeErasures, sharesEmailWithErased } from './judge-erased';
import { judgeMerged, judgeMergedFrom } from './judge-merged';
import { type Believed, ledgerView } from './ledger-view';
import { judgeMigration } from './migrating';
import { isUnlinked, judgeLinks, nameIn, shows, showsNotAll } from './same-email';
import { type Violation, violation } from './violation';

/** Looks at everything once nothing is left to do. */
export async function judge(world: World): Promise<readonly Violation[]> {
  const { believedOf, deliveryOf } = ledgerView(world);
  const violations = [
    ...world.witness.violations,
    ...messagesLeft(world),
    ...judgeErasures(world),
    ...judgeSecondAccounts(world),
  ];
  const all = expectedOf(world.spec, world.witness);
  const links: LinksOf = new Map();
  const judged: [Expected, Believed][] = [];
  for (const expected of all) {
    const believed = await believedOf(expected.customer);
    links.set(expected.customer.id, believed.links);
    judged.push([expected, believed]);
  }
  for (const [expected, believed] of judged) {
    if (expected.isErased) continue;
    violations.push(...judgeCustomer(expected, believed, links, world));
    const entry = world.account.find(expected.customer.id);
    if (entry) violations.push(...(await judgeEmailNotice(expected, entry, deliveryOf)));
  }
  return violations;
}

/** The ids that each customer carries in the ledger. */
type LinksOf = Map<string, readonly string[]>;

function judgeCustomer(expected: Expected, believed: Believed, links: LinksOf, world: World): Violation[] {
  const { id } = expected.customer;
  const { account, scheduler } = world;
  const entry = account.find(id);
  const paid = account.registrations(id);
  return [
    ...(believed.busyUntil !== null && believed.busyUntil > scheduler.now()
      ? [violation('lease', `${id} is held by an attempt that has ended`)]
      : []),
    ...(paid > 1 + (expected.wasBroughtBack ? 1 : 0) + (world.witness.unseen.has(id) ? 1 : 0)
      ? [violation('doubled', `${id} was registered ${paid} times`)]
      : []),
    ...judgeUnasked(expected, world),
    ...judgeMigration(expected, entry, believed, world),
    ...judgeLinks(expected, believed, world),
    ...(entry
      ? [...judgeThere(expected, entry, believed, world), ...judgeMergedFrom(expected, entry, world)]
      : judgeAbsence(expected, believed, links, world)),
  ];
}

function judgeThere(expected: Expected, ...[entry, ...others]: JudgedBy): Violation[] {
  if (expected.isDeletedInStore) return judgeDeleted(expected, entry, ...others);
  return (expected.isMerged ? judgeMerged : judgeEntry)(expected, entry, ...others);
}
type JudgedBy = readonly [entry: Entry, believed: Believed, world: World];

/** Where the account takes the consent record with the creation, nobody is marketable unasked for an instant. */
function judgeUnasked({ customer: { id }, recordsConsent }: Expected, { account, spec }: World): Violation[] {
  return recordsConsent && spec.traits.masivo.consentAtCreation === 'taken' && account.unasked.has(id)
    ? [violation('marketable unasked', `${id} was created without a consent record`)]
    : [];
}

/** Whether somebody may rightly not be in Masivo. */
function judgeAbsence(expected: Expected, believed: Believed, links: LinksOf, world: World): Violation[] {
  const { customer, versions, newest, emails, isOld, mayCreate, wasBackfilled, foreign, wasDeleted, isDue } =
    expected;
  const { id } = customer;
  const found: Violation[] = [];
  if (believed.masivo === 'holds' && !wasDeleted) {
    found.push(violation('ledger', `${id}: Masivo lacks it, and the ledger holds it`));
  }
  const name = nameIn(customer);
  const carriers = world.account
    .entries()
    .filter((entry) => shows(entry, name) || (showsNotAll(entry) && links.get(entry.id)?.includes(name)));
  if (carriers.some(({ email }) => emails.has(email))) {
    // Of one who was merged, the item says where it went.
    return believed.masivo === 'waiting' && !expected.isMerged
      ? [...found, violation('ledger', `${id} is carried by another, and the ledger believes that it waits`)]
      : found;
  }
  const { showsMetadata } = world.spec.traits.masivo;
  // The ids that a customer carries go with it, and where Masivo shows no metadata nobody can keep them.
  const mayForget =
    world.witness.deleted.size > 0 || !showsMetadata || sharesEmailWithErased(expected, world);
  if (believed.masivo === 'linked' && !mayForget) {
    return [...found, violation('link lost', `${id} is linked, and nobody carries it`)];
  }
  const mayBeAbsent =
    versions.length === 0 ||
    emails.size === 0 ||
    (!mayCreate && !wasBackfilled && !isDue) ||
    expected.isDeletedInStore ||
    expected.isMerged ||
    isUnlinked(expected, believed, world) ||
    // No e-mail, or the later of two with one: the backfill's report tells of it.
    (isOld && world.witness.leftOut.has(id)) ||
    (wasDeleted && !isDue) ||
    // Brought back with no e-mail by now: it waits for an operator still.
    (believed.masivo === 'gone' && !newest?.email) ||
    foreign === 'email' ||
    (believed.masivo === 'linked' && mayForget) ||
    // Its owner was deleted, and took the link along.
    (believed.masivo === 'gone' && world.witness.deleted.size > 0 && !isDue) ||
    isKeptOut(expected, world) ||
    (isContested(world.spec, customer) && world.witness.outcomesOf(id).has('refused')) ||
    (believed.masivo === 'gone' && sharesEmailWithErased(expected, world)) ||
    (believed.masivo === 'held' && world.spec.traits.maxCreationsPerHour !== null);
  return mayBeAbsent ? found : [...found, violation('lost', `${id} is not in Masivo`)];
}

/** Whom the bridge has brought is somebody of the story, and nobody twice. */
function judgeSecondAccounts({ account, spec }: World): Violation[] {
  const brought = account.entries().filter(({ from }) => from !== 'elsewhere');
  return brought
    .filter(
      ({ id }, place) =>
        !spec.customers.some((customer) => customer.id === id) ||
        brought.findIndex((other) => other.id === id) !== place,
    )
    .map(({ id }) => violation('second account', `${id} is in Masivo, and is nobody's`));
}

/** All that could be done has been done: the queue is empty, and what is in the DLQ is there for a reason. */
function messagesLeft(world: World): Violation[] {
  const { queues, spec } = world;
  const endless = queues.events
    .messages()
    .map(({ id, receives }) => violation('endless', `${id} is still tried, after ${receives} receives`));
  const hasForeign = spec.steps.some((step) => step.do === 'foreign');
  const stuck = hasForeign
    ? []
    : queues.deadLetters
        .messages()
        .filter(({ reason }) => !isOfErasedEmail(reason, world) && !isOfTakenId(reason, spec))
        .map(({ reason }) => violation('stuck', `in the DLQ: ${reason}`));
  return [...endless, ...stuck];
}

/** Of two customers for whom the shop has one number, one is refused. */
const isOfTakenId = (reason: string | undefined, spec: Spec): boolean =>
  (reason === 'masivo-id-taken' || reason === 'id-taken') &&
  spec.customers.some((customer) => isContested(spec, customer));

/** A signup that waits until somebody deletes the erased customer in Masivo's dashboard. */
const isOfErasedEmail = (reason: string | undefined, { spec, witness }: World): boolean =>
  reason === 'erased-in-masivo-first' &&
  spec.customers.some(({ versions }) =>
    versions.some(({ email }) => email && witness.emailErasedAt(email) !== undefined),
  );
