import { join } from 'node:path';
import { bundle } from '../bundle';
import { packagesFolders } from '../peers/packages';

/** What needs none of the peers' packages. */
const subjects = ['ours', 'floor'] as const;
export type SubjectName = (typeof subjects)[number] | 'warm-peer';

/** Bundles each subject, the peer for this source. @returns where one is. */
export async function buildSubjects(folder: string, source: string): Promise<(name: SubjectName) => string> {
  await buildOwnSubjects(folder);
  await bundle(join(__dirname, '..', '..', 'vendors', source), ['warm-peer'], folder, packagesFolders());
  return (name) => join(folder, `${name}.js`);
}

export const buildOwnSubjects = (folder: string): Promise<void> => bundle(__dirname, subjects, folder);
