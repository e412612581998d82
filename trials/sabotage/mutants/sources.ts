import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sources } from '../../../lambda/sources/registry';
import type { Mutant } from '../mutant';

/** Faults in how each source reads its events: `mutants` of `trials/vendors/NAME/mutants.ts`, where there are some. */
export const sourceMutants: readonly Mutant[] = [...sources.keys()].flatMap(mutantsOf);

function mutantsOf(source: string): readonly Mutant[] {
  const file = join(__dirname, '..', '..', 'vendors', source, 'mutants.ts');
  if (!existsSync(file)) return [];
  const module: { readonly mutants: readonly Mutant[] } = require(file);
  return module.mutants;
}
