import { trialVendor } from '../vendors/registry';
import { began, type Shopper, versionOf } from './shopper';

interface Statement {
  readonly granted: boolean;
  /** When it was made, epoch ms, and then when the vendor came to know. */
  readonly at: number;
  readonly tie: number;
  /** A body of the customer had it, which a later body without it takes back. */
  readonly ofVersion: number | null;
}

/** Whether a shopper allows e-mail marketing: the newest statement counts, of all that was acknowledged. Pure. */
export function allowsMarketing(
  shopper: Shopper,
  versions: readonly number[],
  choices: readonly number[],
): boolean {
  const statements = [
    ...versions.flatMap((index) => ofVersion(shopper, index)),
    ...choices.flatMap((index) => ofChoice(shopper, index)),
  ];
  const newest = statements.reduce<Statement | undefined>(
    (best, each) => (best && !isLater(each, best) ? best : each),
    undefined,
  );
  if (!newest?.granted) return false;
  const { ofVersion: stated } = newest;
  return stated === null || !versions.some((index) => index > stated && lacks(shopper, index));
}

/** Whether a version's body takes back what an earlier one had. */
const lacks = (shopper: Shopper, index: number): boolean =>
  trialVendor(shopper.source).silenceIsNo && versionOf(shopper, index).word !== true;

function ofVersion(shopper: Shopper, index: number): readonly Statement[] {
  const { word: granted, second } = versionOf(shopper, index);
  if (granted === undefined) return [];
  const isRepeated = index > 0 && versionOf(shopper, index - 1).word === granted;
  // Where every body has all there is, one that only repeats it states nothing new.
  const isNew = !isRepeated || !trialVendor(shopper.source).silenceIsNo;
  if (!isNew && !granted) return [];
  return [{ granted, at: isNew ? second * 1000 : began, tie: index, ofVersion: index }];
}

function ofChoice({ choices }: Shopper, index: number): readonly Statement[] {
  const choice = choices[index];
  if (choice?.granted === undefined) return [];
  const { granted, chosenAt, noticedAt } = choice;
  return [{ granted, at: chosenAt === null ? noticedAt : chosenAt * 1000, tie: noticedAt, ofVersion: null }];
}

/** Of one moment the no counts; between versions it is known which is later. No choice is of a version's moment. */
function isLater(a: Statement, b: Statement): boolean {
  if (a.at !== b.at) return a.at > b.at;
  return a.tie === b.tie ? !a.granted : a.tie > b.tie;
}
