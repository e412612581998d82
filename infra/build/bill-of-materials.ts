import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BundledPackage, bundledPackage } from './bundled-package';
import type { Bundle } from './bundles';

export interface BillOfMaterials {
  /** CycloneDX 1.6, in JSON. Without a time or a number, so that the same bundles have the same one. */
  readonly sbom: string;
  /** The licences of the packages, as they ask to be passed on. */
  readonly notices: string;
}

/** What is really inside the bundles, as esbuild tells it, and not what is installed. @param root of the repository */
export function billOfMaterials(bundles: readonly Bundle[], root: string, version: string): BillOfMaterials {
  const folders = [...new Set(bundles.flatMap(({ packageFolders }) => packageFolders))].sort();
  const packages = new Map(folders.map((folder) => [folder, bundledPackage(join(root, folder))]));
  return { sbom: sbomOf(bundles, packages, { root, version }), notices: noticesOf([...packages.values()]) };
}

/** https://cyclonedx.org/docs/1.6/json/ */
function sbomOf(
  bundles: readonly Bundle[],
  packages: ReadonlyMap<string, BundledPackage>,
  { root, version }: { readonly root: string; readonly version: string },
): string {
  const own = { type: 'application', name: 'masivo-bridge', version, 'bom-ref': 'masivo-bridge' };
  const refs = (folders: readonly string[]) => folders.flatMap((folder) => refOf(packages.get(folder)));
  return `${JSON.stringify(
    {
      $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      metadata: { component: own },
      components: [
        ...bundles.map(({ name, file }) => ({
          type: 'application',
          name,
          version,
          'bom-ref': name,
          hashes: [{ alg: 'SHA-256', content: sha256Of(join(root, file)) }],
        })),
        ...[...packages.values()].map(libraryOf),
      ],
      dependencies: [
        { ref: own['bom-ref'], dependsOn: bundles.map(({ name }) => name) },
        ...bundles.map(({ name, packageFolders }) => ({ ref: name, dependsOn: refs(packageFolders) })),
      ],
    },
    null,
    2,
  )}\n`;
}

const sha256Of = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** https://github.com/package-url/purl-spec: the `@` of a scope is escaped. */
const packageUrl = ({ name, version }: Pick<BundledPackage, 'name' | 'version'>) =>
  `pkg:npm/${name.replace('@', '%40')}@${version}`;

const refOf = (of: BundledPackage | undefined) => (of === undefined ? [] : [packageUrl(of)]);

function libraryOf({ name, version, license }: BundledPackage) {
  const [, group, plain = name] = /^(@[^/]+)\/(.+)$/.exec(name) ?? [];
  const purl = packageUrl({ name, version });
  return {
    type: 'library',
    ...(group === undefined ? {} : { group }),
    name: plain,
    version,
    'bom-ref': purl,
    purl,
    licenses: [{ expression: license }],
  };
}

/** A text that several packages share stands there once. */
function noticesOf(packages: readonly BundledPackage[]): string {
  const byText = new Map<string, string[]>();
  for (const { name, version, license, texts } of packages) {
    for (const text of texts) {
      byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${license})`]);
    }
  }
  const parts = [...byText].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`);
  return ['The bundles of masivo-bridge contain code of these packages.\n', ...parts].join(
    `\n${'-'.repeat(80)}\n\n`,
  );
}
