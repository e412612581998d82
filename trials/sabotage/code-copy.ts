import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Mutant, mutated } from './mutant';

const root = join(__dirname, '..', '..');
const copied = [
  ...['cli', 'infra', 'lambda', 'local', 'operator', 'test', 'trials'],
  ...['jest.config.cjs', 'package.json', 'tsconfig.client.json', 'tsconfig.json'],
];

/** A copy of the repository's code, so that nobody ever meets a planted fault in the code itself. */
export interface CodeCopy {
  readonly folder: string;
  /** @returns a function that takes the fault out again. */
  plant(mutant: Mutant): () => void;
  remove(): void;
}

export function copyCode(): CodeCopy {
  const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-sabotage-'));
  for (const each of copied) cpSync(join(root, each), join(folder, each), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  return {
    folder,
    plant(mutant) {
      const path = join(folder, mutant.file);
      const text = readFileSync(path, 'utf8');
      writeFileSync(path, mutated(text, mutant));
      return () => writeFileSync(path, text);
    },
    remove,
  };
}
