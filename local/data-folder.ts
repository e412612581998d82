import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { notOurs, writeOwnFile } from './own-file';
import { StartError } from './start-error';

/**
 * Makes the folder of the ledger and the sandbox's customers.
 * @param of the config folder whose settings the run has, if it has any
 * @throws StartError where it cannot be made, others can open it, or it holds the data of another config folder
 */
export function openDataFolder(path: string, of: string | undefined): void {
  try {
    // The ledger and the sandbox keep personal data there, if only of a test shop.
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StartError(`DATA_DIR cannot be used: ${error instanceof Error ? error.message : error}`);
  }
  const why = notOurs(path);
  if (why !== undefined) throw new StartError(`DATA_DIR cannot be used: ${why}`);
  if (of === undefined) return;
  // Two clients' environments may have the same name: one ledger would mix their shoppers.
  const file = join(path, 'config-folder');
  const before = textIn(file);
  if (before !== undefined && before !== of) {
    throw new StartError(
      `${path} holds the ledger of the config folder ${before}. Delete ${path}, or set DATA_DIR to another folder.`,
    );
  }
  writeOwnFile(file, of);
}

function textIn(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
