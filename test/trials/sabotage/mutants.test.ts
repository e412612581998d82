import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { transformSync } from 'esbuild';
import { mutated } from '../../../trials/sabotage/mutant';
import { mutants } from '../../../trials/sabotage/mutants/all';

/** `npm run sabotage` plants them; here nothing is run, so that they do not rot meanwhile. */
const root = join(__dirname, '..', '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const promises = [
  'semantics.md',
  'erasure.md',
  'attacks.md',
  'operate/checks.md',
  'operate/secrets.md',
  'operate/backfill.md',
]
  .map((file) => read(`docs/${file}`))
  .join('\n')
  .replaceAll('**', '');

test.each(mutants.map((mutant) => [mutant.name, mutant] as const))('%s', (_, mutant) => {
  const text = read(mutant.file);
  const code = mutated(text, mutant);
  expect(code).not.toBe(text);
  // A fault of grammar would be noticed by whoever looks first, and say nothing of the tests.
  expect(() => transformSync(code, { loader: 'ts' })).not.toThrow();
  expect([mutant.rule, promises.includes(mutant.rule)]).toEqual([mutant.rule, true]);
  expect(mutant.tests.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

test('none names what is not there: whoever runs it would notice that, too', () => {
  const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-mutants-'));
  const files = mutants.map((mutant, place) => ({ mutant, name: `${place}${extname(mutant.file)}` }));
  for (const { mutant, name } of files) writeFileSync(join(folder, name), mutated(read(mutant.file), mutant));
  const biome = join(root, 'node_modules', '.bin', 'biome');
  const options = ['lint', '--only=correctness/noUndeclaredVariables', '--max-diagnostics=none'];
  const { status, stderr } = spawnSync(biome, [...options, '.'], { cwd: folder, encoding: 'utf8' });
  rmSync(folder, { recursive: true, force: true });
  const naming = files.filter(({ name }) => stderr.includes(`${name}:`));
  expect(naming.map(({ mutant }) => mutant.name)).toEqual([]);
  expect([status, stderr]).toEqual([0, expect.not.stringContaining('error')]);
});

test('each has a name of its own', () => {
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
});

test('a text that stands there twice, or not at all, is refused', () => {
  const [mutant] = mutants;
  if (!mutant) throw new Error('there are no mutants');
  expect(() => mutated('', mutant)).toThrow('0 times');
  expect(() => mutated(mutant.find + mutant.find, mutant)).toThrow('2 times');
});
