import { type Statement, secondOf } from '../../newest-statement';
import { trialVendor } from '../../vendors/registry';
import { type Customer, choiceOf, storyStart, versionOf } from '../spec';

/** What came in of a customer. */
export interface CameIn {
  /** The versions that webhooks told. */
  readonly sent: ReadonlySet<number>;
  /** The version that the backfill read. */
  readonly read: number | undefined;
  readonly chosen: ReadonlySet<number>;
  /** Those of them that the backfill read: a list dates every choice. */
  readonly listed: ReadonlySet<number>;
}

/** What a shopper stated on e-mail marketing, and the versions that take back what an earlier one had. Pure. */
export function statedBy(customer: Customer, { sent, read, chosen, listed }: CameIn) {
  const { silenceIsNo } = trialVendor(customer.source);
  const statements: Statement[] = [];
  const lacking: number[] = [];
  const tell = (place: number, isListed: boolean) => {
    const { statement, atMs } = versionOf(customer, place);
    // Where every body has all there is, one that only repeats it, and a list, state nothing new.
    const isNew = !silenceIsNo || !(isListed || isRepeated(customer, place));
    if (statement !== undefined && (isNew || statement)) {
      const told = msOf(isNew ? atMs : customer.registeredMs, silenceIsNo);
      // Where bodies state what is so, and not since when, they have no date for it.
      const at = silenceIsNo ? told : undefined;
      statements.push({ granted: statement, at, tie: place, told, ofVersion: place });
    }
    if (silenceIsNo && statement !== true) lacking.push(place);
  };
  for (const place of sent) tell(place, false);
  if (read !== undefined && !sent.has(read)) tell(read, true);
  for (const place of chosen) {
    const { about, granted, atMs, isDated, toldMs = atMs } = choiceOf(customer, place);
    if (about !== 'e-mail' || granted === undefined) continue;
    const hasDate = silenceIsNo || isDated || listed.has(place);
    const madeMs = msOf(atMs, silenceIsNo || !hasDate);
    // A list tells it as of the customer's last change, where that is later.
    const listedMs =
      listed.has(place) && read !== undefined ? msOf(versionOf(customer, read).atMs, silenceIsNo) : 0;
    const told = Math.max(hasDate ? msOf(toldMs, silenceIsNo) : madeMs, listedMs);
    statements.push({ granted, at: hasDate ? madeMs : undefined, tie: 0, told, ofVersion: null });
  }
  return { statements, lacking };
}

const isRepeated = (customer: Customer, place: number): boolean =>
  place > 0 && versionOf(customer, place - 1).statement === versionOf(customer, place).statement;

/** A source that counts in seconds tells less. */
const msOf = (ms: number, bySecond: boolean) => (bySecond ? secondOf(storyStart + ms) : storyStart + ms);
