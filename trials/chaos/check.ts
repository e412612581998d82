import { checkMerged } from './check-merged';
import { type Expected, expectedOf, metadataOf } from './expected';
import type { Happened } from './happened';
import { type Kept, linkedOf } from './kept';
import { nameText, type Shopper } from './shopper';
import { type Found, nothingFound } from './violations';

/**
 * Compares Masivo's own record with what was acknowledged and what people did. It knows nothing of the bridge: the
 * expected state follows from the story alone. Pure.
 */
export function check(shoppers: readonly Shopper[], happened: Happened, kept: readonly Kept[]): Found {
  const found = nothingFound();
  const byId = new Map(kept.map((customer) => [customer.id, customer]));
  const carriers = new Map(
    kept.flatMap((customer) => linkedOf(customer).map((id) => [id, customer] as const)),
  );
  const twins = new Map(
    shoppers.flatMap((shopper) => (shopper.twin === undefined ? [] : [[shopper.twin, shopper] as const])),
  );
  const told = new Map(shoppers.map((shopper) => [shopper.id, shopper]));

  for (const shopper of shoppers) {
    if (happened.erased.has(shopper.id)) {
      checkErased(byId.get(shopper.id), found);
      continue;
    }
    const expected = expectedOf(shopper, happened);
    const customer = byId.get(shopper.id);
    if (customer) {
      const twin = told.get(shopper.twin ?? '') ?? twins.get(shopper.id);
      checkPresent(expected, customer, twin, found);
    } else checkAbsent(expected, carriers.get(nameText(shopper)), found);
  }
  for (const { id } of kept) if (!told.has(id)) found.wrong.push(`${id}: not in the story`);
  const owners = new Set<string>();
  for (const { id, email } of kept) {
    if (owners.has(email)) found.doubled.push(`${id}: an e-mail twice`);
    owners.add(email);
  }
  return found;
}

/** A twin may live as an id that the other one carries, if that one has the e-mail. */
function checkAbsent(
  { shopper, email, isDeleted, isDeletedInStore, isMerged, release }: Expected,
  carrier: Kept | undefined,
  found: Found,
): void {
  const isAway = release === undefined ? isDeleted : release === 'drop';
  // Before it was in Masivo, perhaps: then nobody creates it any more.
  if (email === null || isAway || isDeletedInStore || isMerged || carrier?.email === email) return;
  found.lost.push(shopper.id);
}

function checkPresent(expected: Expected, customer: Kept, twin: Shopper | undefined, found: Found): void {
  const { shopper, versions, newest, email, isDeleted, release } = expected;
  const { id } = shopper;
  if (!newest || email === null) {
    found.wrong.push(`${id}: nobody asked for this customer yet`);
    return;
  }
  if (isDeleted && !release) found['created again'].push(id);
  if (release === 'drop') found['reward unasked'].push(`${id}: dropped`);
  if (release === 'migrate' && customer.registrations > 0) {
    found['reward unasked'].push(`${id}: released without rewards`);
  } else if (release !== 'migrate' && customer.registrations !== 1) {
    found.doubled.push(`${id}: ${customer.registrations} registrations`);
  }
  if (expected.isDeletedInStore) {
    checkDeleted(expected, customer, found);
    return;
  }
  if (expected.isMerged) {
    checkMerged(expected, customer, found);
    return;
  }
  if (customer.email !== email) found.wrong.push(`${id}: e-mail`);
  if (customer.name !== newest.name) {
    const known = versions.some(({ name }) => name === customer.name);
    (known ? found.stale : found.wrong).push(`${id}: ${customer.name}`);
  }
  checkBirthDate(expected, customer, found);
  checkMetadata(expected, customer, found);
  const links = linkedOf(customer);
  const { mergedFrom } = expected;
  const other = twin ?? mergedFrom;
  if (links.some((link) => !other || link !== nameText(other)) || links.length > 1)
    found.wrong.push(`${id}: linked`);
  if (mergedFrom && links.length === 0) found.lost.push(`${id}: it does not carry ${mergedFrom.id}`);
  checkConsent(expected, customer, found);
}

/** Whom the store has deleted: it shows a state that it once had, when it was deleted, and allows no marketing. */
function checkDeleted({ shopper, versions }: Expected, customer: Kept, found: Found): void {
  const { id, deletedAt = 0 } = shopper;
  const { name, metadata, purposes } = customer;
  if (!versions.some((version) => version.name === name)) found.wrong.push(`${id}: ${name}`);
  const day = new Date(deletedAt * 1000).toISOString().slice(0, 10);
  if (metadata.deleted_in_store !== day) found.stale.push(`${id}: not marked as deleted`);
  if (linkedOf(customer).length > 0) found.wrong.push(`${id}: linked`);
  if (!purposes || marketing.some((purpose) => purposes[purpose] !== false))
    found['marketable without consent'].push(id);
  else if (loyalty.some((purpose) => purposes[purpose] !== true)) found.wrong.push(`${id}: consent`);
}

/** Masivo's API empties neither e-mail nor wallet. */
function checkErased(customer: Kept | undefined, found: Found): void {
  if (!customer) return;
  const { id, name, dob, metadata, purposes, registrations } = customer;
  const full = (what: string) => found['not erased'].push(`${id}: ${what}`);
  if (name !== 'Erased') full('name');
  if (dob !== null) full('birth date');
  if (Object.keys(metadata).length > 0) full('metadata');
  if (registrations > 1) found.doubled.push(`${id}: ${registrations} registrations`);
  if (!purposes || marketing.some((purpose) => purposes[purpose] !== false))
    found['marketable without consent'].push(id);
  else if (loyalty.some((purpose) => purposes[purpose] !== false)) full('consent');
}

function checkBirthDate({ shopper, birthDate }: Expected, { id, dob }: Kept, found: Found): void {
  if (dob === dobOf(birthDate)) return;
  const known = dob === null || shopper.versions.some((version) => dobOf(version.birthDate) === dob);
  (known ? found.stale : found.wrong).push(`${id}: birth date`);
}

const dobOf = (birthDate: string | null) => (birthDate === null ? null : `${birthDate}T00:00:00.000Z`);

function checkMetadata({ shopper, versions, newest }: Expected, { metadata }: Kept, found: Found): void {
  if (!newest) return;
  const { linked: _, linked_count: __, ...shown } = metadata;
  const wanted: Readonly<Record<string, unknown>> = metadataOf(shopper, newest);
  for (const key of new Set([...Object.keys(wanted), ...Object.keys(shown)])) {
    if (shown[key] === wanted[key]) continue;
    const earlier = versions.map(
      (version): Readonly<Record<string, unknown>> => metadataOf(shopper, version),
    );
    const known = earlier.some((each) => each[key] === shown[key]);
    (known ? found.stale : found.wrong).push(`${shopper.id}: metadata.${key}`);
  }
}

// As the run's settings have them.
const loyalty = ['behavioral_campaigns', 'coupon_campaigns', 'punchcard_campaigns'];
const unstated = ['push_notifications', 'link_tracking'];
const marketing = ['email_marketing', ...unstated];

function checkConsent(expected: Expected, { purposes }: Kept, found: Found): void {
  const { shopper, emailMarketing, mayBeDenied } = expected;
  const { id } = shopper;
  const isMarketable = purposes?.email_marketing !== false;
  // Without a record Masivo treats every purpose as allowed.
  if (
    !purposes ||
    (isMarketable && !emailMarketing) ||
    unstated.some((purpose) => purposes[purpose] !== false)
  )
    found['marketable without consent'].push(id);
  else if (
    (isMarketable !== emailMarketing && !mayBeDenied) ||
    loyalty.some((purpose) => purposes[purpose] !== true)
  )
    found.wrong.push(`${id}: consent`);
}
