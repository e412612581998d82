import { type Outcome, outcomes } from '../../lambda/delivery/outcome';
import { textOf } from '../../lambda/reasons/text';
import { catalogue } from '../core/explanations/catalogue';
import { exampleReasons } from './example-reasons';

/** Where the tables of the reasons stand. */
export const outcomesPage = 'docs/operate/outcomes.md';

/** The page with the table of each outcome's reasons between its markers. Pure. */
export function withOutcomeTables(page: string): string {
  return outcomes.reduce((text, outcome) => {
    const [begin, end] = [`<!-- reasons: ${outcome} -->`, `<!-- end: ${outcome} -->`];
    const [before, rest] = split(text, begin);
    const after = split(rest, end)[1];
    return `${before}${begin}\n${tableOf(outcome)}\n${end}${after}`;
  }, page);
}

function split(text: string, marker: string): readonly [string, string] {
  const at = text.indexOf(marker);
  if (at < 0) throw new Error(`${outcomesPage} has no ${marker}`);
  return [text.slice(0, at), text.slice(at + marker.length)];
}

function tableOf(outcome: Outcome): string {
  const rows = exampleReasons
    .filter(({ code }) => catalogue[code].outcomes.includes(outcome))
    .map((reason) => {
      const { what, fix, replayHelps, readMore } = catalogue[reason.code];
      const link = readMore === undefined ? '' : ` See [${nameOf(readMore)}](${readMore}).`;
      const todo = `${fix ?? 'Nothing.'}${link}`;
      return `| \`${reason.code}\`<br>${textOf(reason)} | ${what} | ${todo} | ${replayHelps ? 'yes' : 'no'} |`;
    });
  if (rows.length === 0) return '';
  return [
    '',
    '| reason | what it means | what to do | a replay helps |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

const nameOf = (link: string) => link.replace(/^.*#|\.md$/g, '');
