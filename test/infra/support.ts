import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../infra/config/config';
import { root } from './environments';
import type { Json } from './json';

export interface Resource {
  readonly Type: string;
  readonly Properties: Json;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly DependsOn?: Json;
}

export interface StackTemplate {
  readonly Resources: Record<string, Resource>;
  readonly Outputs: Record<string, { Description: string; Value: Json }>;
}

export interface Synthesised {
  readonly template: StackTemplate;
  /** Resources of a type, by logical id. */
  of(type: string): [string, Resource][];
  /** The only resource of a type. */
  only(type: string): [string, Resource];
  /** What stands in the settings.json beside a function's bundle. */
  settings(functionId: string): Json;
  readonly findings: string[];
  readonly terminationProtection: boolean;
  /** Of the stack itself, beside those of its resources. */
  readonly stackTags: Readonly<Record<string, string>>;
}

const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { context: Json };

/** What a synthesis leaves that tests look at. */
interface Artefact {
  readonly template: StackTemplate;
  readonly settings: Readonly<Record<string, Json>>;
  readonly findings: string[];
  readonly terminationProtection: boolean;
  readonly stackTags: Readonly<Record<string, string>>;
}

/**
 * One stack, synthesised as `cdk` does it, with the bundles of this test run. An environment is synthesised once
 * per run: whoever asks next, in whatever file, reads what was kept beside the bundles and loads no CDK.
 */
export function synthesise(subject: Environment): Synthesised {
  const bundles = process.env.TEST_BUNDLES;
  if (!bundles) throw new Error('test/global-setup.ts did not run');
  const folder = `${bundles}-stacks`;
  const file = join(folder, `${createHash('sha256').update(JSON.stringify(subject)).digest('hex')}.json`);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    // Moved into its place, so that nobody reads half of it.
    const own = `${file}.${process.pid}`;
    writeFileSync(own, JSON.stringify(artefactOf(subject, bundles)));
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

function artefactOf(subject: Environment, bundles: string): Artefact {
  const { bridgeApp } = jest.requireActual<typeof import('../../infra/synthesise')>('../../infra/synthesise');
  const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-infra-'));
  // cdk-nag reports findings by failing the process; here they are read from the report instead.
  const [exitCode, error] = [process.exitCode, console.error];
  console.error = () => undefined;
  try {
    const outdir = join(folder, 'out');
    const assembly = bridgeApp(
      [subject],
      { bundles, assets: join(folder, 'assets') },
      { outdir, context },
    ).synth();
    const stack = assembly.getStackByName(subject.stackName);
    const template = stack.template as StackTemplate;
    return {
      template,
      settings: settingsBesideBundles(template, outdir),
      findings: findingsIn(outdir),
      terminationProtection: stack.terminationProtection === true,
      stackTags: stack.tags,
    };
  } finally {
    console.error = error;
    process.exitCode = exitCode;
    rmSync(folder, { recursive: true, force: true });
  }
}

const settingsBesideBundles = ({ Resources }: StackTemplate, outdir: string): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(Resources)
      .filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
      .map(([id, { Properties }]) => {
        const asset = `asset.${Properties.Code.S3Key.replace('.zip', '')}`;
        return [id, JSON.parse(readFileSync(join(outdir, asset, 'settings.json'), 'utf8'))];
      }),
  );

function findingsIn(outdir: string): string[] {
  const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as Json;
  return report.pluginReports.flatMap((plugin: Json) =>
    plugin.violations.map((violation: Json) => `${violation.ruleName}: ${violation.description}`),
  );
}

/** The properties of the first resource of a type whose logical id has this part, and the id. */
export const found = (built: Synthesised, type: string, part: string) => {
  const [id, resource] = built.of(type).find(([each]) => each.includes(part)) ?? [];
  if (!id || !resource) throw new Error(`There is no ${type} like ${part}`);
  return { id, ...resource.Properties };
};
