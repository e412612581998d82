import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outcomesPage, withOutcomeTables } from './outcome-tables';

const file = join(__dirname, '..', '..', outcomesPage);
writeFileSync(file, withOutcomeTables(readFileSync(file, 'utf8')));
