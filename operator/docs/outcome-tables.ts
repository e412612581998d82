import { type Outcome, outcomes } from '../../lambda/delivery/outcome';
import { textOf } from '../../lambda/reasons/text';
import { catalogue } from '../core/explanations/catalogue';
import { exampleReasons } from './example-reasons';
import { replaceBetween, tableOf, todoOf, yesOrNo } from './tables';

/** Where the tables of the reasons stand. */
export const outcomesPage = 'docs/operate/outcomes.md';

/** The page with the table of each outcome's reasons between its markers. Pure. */
export function withOutcomeTables(page: string): string {
  return outcomes.reduce(
    (text, outcome) =>
      replaceBetween(text, `<!-- reasons: ${outcome} -->`, `<!-- end: ${outcome} -->`, reasonsOf(outcome)),
    page,
  );
}

function reasonsOf(outcome: Outcome): string {
  const rows = exampleReasons
    .filter(({ code }) => catalogue[code].outcomes.includes(outcome))
    .map((reason) => {
      const explained = catalogue[reason.code];
      return [
        `\`${reason.code}\`<br>${textOf(reason)}`,
        explained.what,
        todoOf(explained),
        yesOrNo(explained.replayHelps),
      ];
    });
  return tableOf(['reason', 'what it means', 'what to do', 'a replay helps'], rows);
}
