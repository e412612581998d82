import type { Attention } from '../../lambda/ledger/customer-item';
import { type Expected, expectedOf } from './expected';
import type { Happened } from './happened';
import { type Kept, linkedOf } from './kept';
import { nameText, type Shopper } from './shopper';
import type { Found } from './violations';

/** What the ledger believes of a customer, in the terms of the check. */
export interface Believed {
  readonly masivo: 'unknown' | 'holds' | 'waiting' | 'held' | 'migrating' | 'linked' | 'unlinked' | 'gone';
  /** Of one who is held, gone or not linked. */
  readonly isDropped: boolean;
  /** Of one that is linked. */
  readonly owner: string | null;
  readonly email: string | null;
  readonly purposes: Readonly<Record<string, boolean>> | null;
  readonly newestName: string | null;
  readonly links: readonly string[];
  readonly isUncertain: boolean;
  /** An attempt has claimed the customer and not said what came of it. */
  readonly hasIntent: boolean;
  /** What the ledger's index says that it waits for. */
  readonly attention: Attention | undefined;
}

// Masivo shows the last fifty.
const mostShown = 50;

/** Compares the ledger with Masivo's own record, once nothing is left to do. Pure. */
export function checkLedger(
  shoppers: readonly Shopper[],
  happened: Happened,
  kept: readonly Kept[],
  believedOf: ReadonlyMap<string, Believed>,
  found: Found,
): void {
  const byId = new Map(kept.map((customer) => [customer.id, customer]));
  for (const shopper of shoppers) {
    const believed = believedOf.get(shopper.id);
    if (!believed || happened.erased.has(shopper.id)) continue;
    const expected = expectedOf(shopper, happened);
    for (const what of disagreements(expected, byId, believed))
      found['ledger disagrees'].push(`${shopper.id}: ${what}`);
    if (believed.hasIntent) found['lease open'].push(shopper.id);
    if (expected.isMerged && believed.masivo === 'holds' && believed.attention !== 'merged')
      found['ledger disagrees'].push(`${shopper.id}: two wallets that nobody hears of`);
    if (believed.attention && believed.attention !== attentionFor(expected, believed))
      found['waits in vain'].push(`${shopper.id}: ${believed.attention}`);
  }
}

/** Everybody whom the flood guard held has been decided on; whoever was deleted or has two wallets may still wait. */
function attentionFor(
  { isDeleted, isDeletedInStore, isMerged, release }: Expected,
  { masivo }: Believed,
): Attention | undefined {
  if (isMerged && masivo === 'holds') return 'merged';
  return isDeleted && !isDeletedInStore && !release && masivo === 'gone' ? 'gone' : undefined;
}

function disagreements(
  { shopper, email, isDeleted, isDeletedInStore, isMerged, release }: Expected,
  byId: ReadonlyMap<string, Kept>,
  believed: Believed,
): readonly string[] {
  const isEnded = isDeletedInStore || isMerged;
  const customer = byId.get(shopper.id);
  const found = believed.isUncertain ? ['uncertain'] : [];
  const says = (isTrue: boolean) => (isTrue ? [] : [believed.masivo]);
  switch (believed.masivo) {
    case 'holds':
      if (!customer) return [...found, ...says(isDeleted)];
      return [
        ...found,
        ...(believed.email === customer.email ? [] : ['e-mail']),
        ...(samePurposes(believed.purposes, customer.purposes) ? [] : ['consent']),
        // A change that was under way at the merge is known, and nobody sends it any more.
        ...(isMerged || believed.newestName === customer.name ? [] : ['name']),
        ...(believed.links.slice(-mostShown).join() === linkedOf(customer).join() ? [] : ['links']),
      ];
    case 'linked': {
      const owner = byId.get(believed.owner ?? '');
      return [...found, ...says(!customer && !!owner && linkedOf(owner).includes(nameText(shopper)))];
    }
    case 'waiting':
      return [...found, ...says(!customer && (email === null || isEnded))];
    case 'held':
      return [...found, ...says(!customer && (isEnded || (believed.isDropped && release === 'drop')))];
    case 'gone': {
      const isListed = believed.attention === 'gone';
      const isRight = release === 'drop' ? believed.isDropped && !isListed : !release && isListed;
      return [...found, ...says(!customer && isDeleted && (isRight || isEnded))];
    }
    case 'unknown':
      // Whom nobody knows is lost, which Masivo's record shows.
      return [...found, ...says(!customer)];
    // Masivo drops an order without a word, and the store has ended the shopper since: nobody orders again.
    case 'migrating':
      return [...found, ...says(!customer && isEnded)];
    // The run's settings link, and all its e-mails are verified.
    case 'unlinked':
      return [...found, believed.masivo];
    default:
      return believed.masivo satisfies never;
  }
}

function samePurposes(believed: Believed['purposes'], recorded: Kept['purposes']): boolean {
  if (!believed || !recorded) return !believed && !recorded;
  const purposes = [...Object.keys(believed), ...Object.keys(recorded)];
  return purposes.every((purpose) => believed[purpose] === recorded[purpose]);
}
