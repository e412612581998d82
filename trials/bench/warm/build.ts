import { join } from 'node:path';
import { bundle } from '../bundle';

const subjects = ['ours', 'floor', 'stripe-sdk', 'shopify-api'] as const;
export type SubjectName = (typeof subjects)[number];

/** Bundles each subject. @returns where one is. */
export async function buildSubjects(folder: string): Promise<(name: SubjectName) => string> {
  await bundle(__dirname, subjects, folder);
  return (name) => join(folder, `${name}.js`);
}
