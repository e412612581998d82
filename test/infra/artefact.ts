import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
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

const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { context: Json };

/** What a synthesis leaves that tests look at. */
export interface Artefact {
  readonly template: StackTemplate;
  readonly settings: Readonly<Record<string, Json>>;
  readonly terminationProtection: boolean;
  readonly stackTags: Readonly<Record<string, string>>;
}

/**
 * One stack, synthesised as `cdk` does it, but without CloudFormation's own validation: its rules take as long to load
 * as ten stacks take to synthesise.
 */
export const artefactOf = (subject: Environment, bundles: string): Artefact =>
  synthesised(subject, { bundles, validation: false }, (stack, outdir) => {
    const template = stack.template as StackTemplate;
    return {
      template,
      settings: settingsBesideBundles(template, outdir),
      terminationProtection: stack.terminationProtection === true,
      stackTags: stack.tags,
    };
  });

/** What cdk-nag and CloudFormation's validation find in one stack. */
export const findingsOf = (subject: Environment, bundles: string): string[] =>
  synthesised(subject, { bundles, validation: true }, (_, outdir) => findingsIn(outdir));

function synthesised<T>(
  subject: Environment,
  { bundles, validation }: { readonly bundles: string; readonly validation: boolean },
  look: (stack: CloudFormationStackArtifact, outdir: string) => T,
): T {
  const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-infra-'));
  // cdk-nag reports findings by failing the process; here they are read from the report instead.
  const [exitCode, error] = [process.exitCode, console.error];
  console.error = () => undefined;
  try {
    const outdir = join(folder, 'out');
    const assembly = bridgeApp(
      [subject],
      { bundles, assets: join(folder, 'assets') },
      { outdir, context, builtinCloudFormationValidation: validation },
    ).synth();
    return look(assembly.getStackByName(subject.stackName), outdir);
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
