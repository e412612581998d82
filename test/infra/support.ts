import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../infra/config/config';
import type { Artefact, Resource, StackTemplate } from './artefact';
import type { Json } from './json';

/** CDK, once somebody asks for what no file has asked for yet. */
const artefacts = (): typeof import('./artefact') => require('./artefact');

export interface Synthesised {
  readonly template: StackTemplate;
  /** Resources of a type, by logical id. */
  of(type: string): [string, Resource][];
  /** The only resource of a type. */
  only(type: string): [string, Resource];
  /** What stands in the settings.json beside a function's bundle. */
  settings(functionId: string): Json;
  readonly terminationProtection: boolean;
  /** Of the stack itself, beside those of its resources. */
  readonly stackTags: Readonly<Record<string, string>>;
}

function bundlesFolder(): string {
  const folder = process.env.TEST_BUNDLES;
  if (!folder) throw new Error('test/global-setup.ts did not run');
  return folder;
}

/**
 * One stack, synthesised as `cdk` does it, with the bundles of this test run. An environment is synthesised once
 * per run: whoever asks next, in whatever file, reads what was kept beside the bundles and loads no CDK.
 */
export function synthesise(subject: Environment): Synthesised {
  const bundles = bundlesFolder();
  const folder = `${bundles}-stacks`;
  const file = join(folder, `${createHash('sha256').update(JSON.stringify(subject)).digest('hex')}.json`);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    // Moved into its place, so that nobody reads half of it.
    const own = `${file}.${process.pid}`;
    writeFileSync(own, JSON.stringify(artefacts().artefactOf(subject, bundles)));
    renameSync(own, file);
  }
  const artefact = JSON.parse(readFileSync(file, 'utf8')) as Artefact;
  const of = (type: string) =>
    Object.entries(artefact.template.Resources).filter(([, { Type }]) => Type === type);
  return {
    ...artefact,
    settings: (id) => artefact.settings[id],
    of,
    only: (type) => {
      const [first, ...others] = of(type);
      if (!first || others.length > 0) throw new Error(`There is not exactly one ${type}`);
      return first;
    },
  };
}

/** What cdk-nag and CloudFormation's validation find in one stack: slow, so test/infra/findings.test.ts alone asks. */
export const findings = (subject: Environment): string[] => artefacts().findingsOf(subject, bundlesFolder());

/** The properties of the first resource of a type whose logical id has this part, and the id. */
export const found = (built: Synthesised, type: string, part: string) => {
  const [id, resource] = built.of(type).find(([each]) => each.includes(part)) ?? [];
  if (!id || !resource) throw new Error(`There is no ${type} like ${part}`);
  return { id, ...resource.Properties };
};
