import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { billOfMaterials } from '../../infra/build/bill-of-materials';
import { bundledPackage } from '../../infra/build/bundled-package';
import { type Bundle, buildFunctions } from '../../infra/build/bundles';
import { root } from './environments';
import type { Json } from './json';

const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-made-of-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what is in the bundles', () => {
  let bundles: readonly Bundle[];
  let made: ReturnType<typeof billOfMaterials>;
  beforeAll(async () => {
    bundles = await buildFunctions(folder);
    made = billOfMaterials(bundles, root, '1.2.3');
  });

  test('is a bill of materials in CycloneDX 1.6, in which each reference leads somewhere, once', () => {
    const bom: Json = JSON.parse(made.sbom);
    expect(bom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 });
    const refs = [bom.metadata.component, ...bom.components].map((each: Json) => each['bom-ref']);
    expect(new Set(refs).size).toBe(refs.length);
    for (const { ref, dependsOn } of bom.dependencies) {
      for (const each of [ref, ...dependsOn]) expect(refs).toContain(each);
    }
    for (const { type, purl, licenses } of bom.components.filter((each: Json) => each.type === 'library')) {
      expect([type, purl]).toEqual([
        'library',
        expect.stringMatching(/^pkg:npm\/(%40[\w-]+\/)?[\w-]+@\d+\.\d+\.\d+$/),
      ]);
      expect(licenses).toEqual([{ expression: expect.stringMatching(/^[\w.-]+$/) }]);
    }
  });

  test('is each package that the bundler put in, by bundle, and the bytes of each bundle', () => {
    const { components, dependencies, metadata }: Json = JSON.parse(made.sbom);
    expect(metadata.component).toMatchObject({ name: 'masivo-bridge', version: '1.2.3' });
    for (const { name, file, packages } of bundles) {
      const { dependsOn } = dependencies.find(({ ref }: Json) => ref === name);
      expect(
        dependsOn.map((ref: string) => decodeURIComponent(ref).replace(/^pkg:npm\/(.+)@.*$/, '$1')),
      ).toEqual(packages);
      const content = createHash('sha256')
        .update(readFileSync(join(root, file)))
        .digest('hex');
      const bundle = components.find((each: Json) => each['bom-ref'] === name);
      expect(bundle.hashes).toEqual([{ alg: 'SHA-256', content }]);
    }
    expect(bundles.map(({ name }) => name).sort()).toEqual(['deliver', 'operate', 'receive', 'reconcile']);
  });

  test('is the same for the same bundles', () => {
    expect(billOfMaterials(bundles, root, '1.2.3')).toEqual(made);
  });

  test('comes with the licence of each package, word for word', () => {
    const folders = new Set(bundles.flatMap(({ packageFolders }) => packageFolders));
    expect(folders.size).toBeGreaterThan(2);
    for (const each of folders) {
      const { name, version, license, texts } = bundledPackage(join(root, each));
      expect(made.notices).toContain(`${name} ${version} (${license})`);
      for (const text of texts) expect(made.notices).toContain(text);
    }
  });

  test('has no package that does not show its licence', () => {
    writeFileSync(join(folder, 'package.json'), '{"name":"x","version":"1.0.0","license":"MIT"}');
    expect(() => bundledPackage(folder)).toThrow('has no text of its licence');
    writeFileSync(join(folder, 'package.json'), '{"name":"x","version":"1.0.0"}');
    expect(() => bundledPackage(folder)).toThrow('does not say');
  });
});

test('no package runs a script when it is installed', () => {
  const set = execFileSync('npm', ['config', 'get', 'ignore-scripts'], { cwd: root, encoding: 'utf8' });
  expect(set.trim()).toBe('true');
});

describe('the audit', () => {
  const report = '{"auditReportVersion":2}';
  /** With an `npm` that answers in this way where development packages are left out, and otherwise in that. */
  function audit(deployed: readonly [answer: string, code: number], all: readonly [string, number]) {
    const npm = join(folder, 'npm');
    const answer = ([text, code]: readonly [string, number]) => `echo '${text}'; exit ${code}`;
    writeFileSync(
      npm,
      `#!/bin/sh\ncase "$*" in *--omit=dev*) ${answer(deployed)};; *) ${answer(all)};; esac\n`,
    );
    chmodSync(npm, 0o755);
    const { stdout, status } = spawnSync('bash', ['infra/build/audit.sh'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
    });
    return { status, lines: stdout.trim().split('\n') };
  }
  const fine = [report, 0] as const;

  test('asks of what is deployed, and of what operators run', () => {
    const { status, lines } = audit(fine, fine);
    expect([status, lines]).toEqual([
      0,
      [
        'npm audit knows no vulnerability in what is deployed.',
        'npm audit knows no vulnerability in what operators run, the above included.',
      ],
    ]);
  });

  test('fails for what only operators run', () => {
    const { status, lines } = audit(fine, [report, 1]);
    expect([status, lines[1]]).toEqual([
      1,
      'npm audit knows vulnerabilities in what operators run, the above included:',
    ]);
  });

  test.each([
    ['an error', '{"error":{"code":"ENOAUDIT"}}', 1],
    ['nothing', '', 0],
  ])('never calls checked what nobody answered for: %s', (_, text, code) => {
    const { status, lines } = audit([text, code], [text, code]);
    expect(status).toBe(0);
    expect(lines).toEqual([
      expect.stringMatching(/^NOT CHECKED: .* in what is deployed\.$/),
      expect.stringMatching(/^NOT CHECKED: .* in what operators run/),
    ]);
  });
});
