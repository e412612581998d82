import { join } from 'node:path';
import { pinnedPackages } from '../../pinned-packages';

const root = join(__dirname, '..', '..', '..');

/** Where peers find packages: the project's own, and those that only peers use. */
export const packagesFolders = (): readonly string[] => [
  join(root, 'node_modules'),
  pinnedPackages(join(__dirname, '..', 'peer-packages')),
];
