import { backfillCodes, backfillTextOf } from '../../lambda/reasons/backfill';
import { backfillCatalogue } from '../core/explanations/backfill';
import { replaceBetween, tableOf, todoOf, yesOrNo } from './tables';

/** Where the table of the backfill's own reasons stands. */
export const backfillPage = 'docs/operate/backfill.md';

/** The page with the table between its markers. Pure. */
export function withBackfillTable(page: string): string {
  const rows = backfillCodes.map((code) => {
    const explained = backfillCatalogue[code];
    return [
      `\`${code}\`<br>${backfillTextOf({ code })}`,
      explained.result === null ? 'the run stops' : `\`${explained.result}\``,
      explained.what,
      todoOf(explained),
      yesOrNo(explained.againHelps),
    ];
  });
  const head = ['reason', 'reported as', 'what it means', 'what to do', 'running it again helps'];
  return replaceBetween(page, '<!-- reasons: backfill -->', '<!-- end: backfill -->', tableOf(head, rows));
}
