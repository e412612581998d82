import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { backfillPage, withBackfillTable } from './backfill-table';
import { outcomesPage, withOutcomeTables } from './outcome-tables';

function rewrite(page: string, change: (text: string) => string): void {
  const file = join(__dirname, '..', '..', page);
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

rewrite(outcomesPage, withOutcomeTables);
rewrite(backfillPage, withBackfillTable);
