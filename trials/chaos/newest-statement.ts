import { newestOf, newestSays, type Statement } from '../newest-statement';
import { trialVendor } from '../vendors/registry';
import { began, type Shopper, versionOf } from './shopper';

/**
 * Whether a shopper allows e-mail marketing, by all that was acknowledged. Pure.
 * @param others what others state for it.
 */
export function allowsMarketing(
  shopper: Shopper,
  versions: readonly number[],
  choices: readonly number[],
  others: readonly Statement[] = [],
): boolean {
  const statements = [...statementsOf(shopper, versions, choices), ...others];
  return (
    newestSays(
      statements,
      versions.filter((index) => lacks(shopper, index)),
    ) ?? false
  );
}

export const statementsOf = (
  shopper: Shopper,
  versions: readonly number[],
  choices: readonly number[],
): readonly Statement[] => [
  ...versions.flatMap((index) => ofVersion(shopper, index)),
  ...choices.flatMap((index) => ofChoice(shopper, index)),
];

/** Which of these choices the store itself takes for the shopper's; undefined where none says anything. */
export function standingChoice(shopper: Shopper, choices: readonly number[]): number | undefined {
  const stated = choices.flatMap((index) =>
    ofChoice(shopper, index).map((statement) => ({ statement, index })),
  );
  const newest = newestOf(stated.map(({ statement }) => statement));
  return stated.find(({ statement }) => statement === newest)?.index;
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
  const at = isNew ? second * 1000 : began;
  return [{ granted, at, tie: index, told: at, ofVersion: index }];
}

function ofChoice({ choices }: Shopper, index: number): readonly Statement[] {
  const choice = choices[index];
  if (choice?.granted === undefined) return [];
  const { granted, chosenAt, noticedAt } = choice;
  const at = chosenAt === null ? undefined : chosenAt * 1000;
  return [{ granted, at, tie: noticedAt, told: noticedAt, ofVersion: null }];
}
