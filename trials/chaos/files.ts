import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Holding } from '../held-data';

/**
 * What a run's folder may hold of shoppers until somebody deletes it, as docs/privacy.md says: the ledger, which is read
 * by its items, and the sandbox's own record.
 */
const mayHold = (file: string): boolean => file.split(sep)[0] === 'ledger' || file === 'masivo-sandbox.jsonl';

/** All other files of a run. */
export const filesOf = (dataDir: string): readonly Holding[] =>
  readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => ({ path, file: path.slice(dataDir.length + 1) }))
    .filter(({ file }) => !mayHold(file))
    .map(({ path, file }) => ({ where: `the file ${file}`, text: readFileSync(path, 'utf8') }));
