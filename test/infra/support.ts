import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../infra/config/config';
import { bridgeApp } from '../../infra/synthesise';
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

/** One stack, synthesised as `cdk` does it, with the bundles of this test run. */
export function synthesise(subject: Environment): Synthesised {
  const bundles = process.env.TEST_BUNDLES;
  if (!bundles) throw new Error('test/global-setup.ts did not run');
  const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-infra-'));
  try {
    const outdir = join(folder, 'out');
    // cdk-nag reports findings by failing the process; here they are read from the report instead.
    const [exitCode, error] = [process.exitCode, console.error];
    console.error = () => undefined;
    const assembly = bridgeApp(
      [subject],
      { bundles, assets: join(folder, 'assets') },
      { outdir, context },
    ).synth();
    console.error = error;
    process.exitCode = exitCode;
    const stack = assembly.getStackByName(subject.stackName);
    return {
      ...synthesised(stack.template as StackTemplate, outdir),
      terminationProtection: stack.terminationProtection === true,
      stackTags: stack.tags,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function synthesised(
  template: StackTemplate,
  outdir: string,
): Omit<Synthesised, 'terminationProtection' | 'stackTags'> {
  const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as Json;
  const of = (type: string) => Object.entries(template.Resources).filter(([, { Type }]) => Type === type);
  const settings = Object.fromEntries(
    of('AWS::Lambda::Function').map(([id, { Properties }]) => {
      const asset = `asset.${Properties.Code.S3Key.replace('.zip', '')}`;
      return [id, JSON.parse(readFileSync(join(outdir, asset, 'settings.json'), 'utf8'))];
    }),
  );
  return {
    template,
    of,
    only: (type) => {
      const [first, ...others] = of(type);
      if (!first || others.length > 0) throw new Error(`There is not exactly one ${type}`);
      return first;
    },
    settings: (id) => settings[id],
    findings: report.pluginReports.flatMap((plugin: Json) =>
      plugin.violations.map((violation: Json) => `${violation.ruleName}: ${violation.description}`),
    ),
  };
}

/** The properties of the first resource of a type whose logical id has this part, and the id. */
export const found = (built: Synthesised, type: string, part: string) => {
  const [id, resource] = built.of(type).find(([each]) => each.includes(part)) ?? [];
  if (!id || !resource) throw new Error(`There is no ${type} like ${part}`);
  return { id, ...resource.Properties };
};
