import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isObject } from '../../lambda/json';
import { deviations } from './deviations';
import { git } from './git';
import { numbered } from './meet';
import { byVersion, type Frozen, writeRelease } from './release-folder';
import { stories } from './stories';
import { told } from './story-teller';
import { startFrozenHarness } from './world';

/**
 * After a rollback the previous release meets what today's code left. It is built of its tag, with today's packages, and
 * told today's stories as far as it knows them.
 */
const root = join(__dirname, '..', '..');
const lines = (text = '') => text.split('\n').filter(Boolean);

const tags = lines(git('tag', '--list', 'v*', '--merged', 'HEAD', '--no-contains', 'HEAD'));
const previous = tags
  .filter((tag) => lines(git('ls-tree', '--name-only', tag, 'test/releases/')).length > 0)
  .sort(byVersion)
  .at(-1);

if (previous === undefined) test.skip('no earlier release has a tag in this clone', () => {});
else
  test(`${previous} ends what today's code left as today's code does, or leaves it alone`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-release-'));
    try {
      const archive = execFileSync('git', ['-C', root, 'archive', previous], { maxBuffer: 200_000_000 });
      const code = join(folder, 'code');
      mkdirSync(code);
      execFileSync('tar', ['-x', '-C', code], { input: archive });
      symlinkSync(join(root, 'node_modules'), join(code, 'node_modules'));
      const known = storiesIn(git('show', `${previous}:test/releases/${previous}/stories.json`));

      const harness = await startFrozenHarness();
      const { items, frozen } = await told(
        stories.filter(({ name }) => known.has(name)),
        harness,
      ).finally(() => harness.close());
      writeRelease({ version: 'v0.0.0', indexes: [], items, frozen }, folder);
      writeFileSync(join(folder, 'hashes.json'), '{}');

      const met: readonly unknown[] = JSON.parse(
        execFileSync('node', ['--import', 'tsx', 'test/releases/meet-all.ts', 'v0.0.0'], {
          cwd: code,
          encoding: 'utf8',
          env: { ...process.env, FROZEN_RELEASES: folder },
          maxBuffer: 200_000_000,
        }),
      );
      const otherwise = numbered(frozen).flatMap(({ story, step, before }, place) => {
        const found = { story, step, met: met[place] };
        const deviates = deviations.some((each) => each.story === story && each.step === step);
        return deviates || isLeftAlone(met[place]) || isAsExpected(met[place], before) ? [] : [found];
      });
      expect(otherwise).toEqual([]);
      expect(met.length).toBe(frozen.length);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

function storiesIn(text = '[]'): ReadonlySet<string> {
  const frozen: readonly Frozen[] = JSON.parse(text);
  return new Set(frozen.map(({ story }) => story));
}

/** What a newer version wrote waits for it, as does whoever shares an e-mail with somebody it wrote. */
const isLeftAlone = (met: unknown): boolean =>
  isObject(met) &&
  (met.action === 'delay-while-blocked' ||
    met.reason === 'email-owner-newer' ||
    String(met.threw).startsWith('NewerItem'));

/** A reading that has less than today's is one of an earlier version. */
const isAsExpected = (met: unknown, before: Frozen): boolean =>
  before.kind === 'reading' ? !hasThrown(met) : JSON.stringify(met) === JSON.stringify(before.expected);

const hasThrown = (met: unknown): boolean => isObject(met) && 'threw' in met;
