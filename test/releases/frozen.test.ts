import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { readCustomer } from '../../lambda/ledger/customer-item';
import { readDelivery } from '../../lambda/ledger/delivery-item';
import { readTask } from '../../lambda/ledger/task';
import { readTombstone } from '../../lambda/ledger/tombstone';
import { version as packageVersion } from '../../package.json';
import type { Harness } from '../support/harness';
import { deviations } from './deviations';
import { git, isPublished } from './git';
import { labelOf, lacking } from './lacking';
import { met, numbered } from './meet';
import { byVersion, frozenVersions, hashOf, itemOf, readHashes, readRelease } from './release-folder';
import { startFrozenHarness } from './world';

/**
 * What each release left on the queue and in the ledger meets today's code: an upgrade finds it there. Every step begins
 * in the world as that release left it.
 */
let harness: Harness;
beforeAll(async () => {
  harness = await startFrozenHarness();
});
afterAll(() => harness.close());

const versions = frozenVersions();
const today = `v${packageVersion}`;
const releases = versions.map((version) => {
  const note = isPublished(version) ? '' : ' (has no tag: after a change of formats, npm run freeze-release)';
  return { ...readRelease(version), title: `${version}${note}` };
});

describe.each(releases)('$title', ({ version, items, frozen, title: _ }) => {
  test.each(numbered(frozen))('$story, step $step', async ({ story, step, before }) => {
    const found = await met(harness, before, { items });
    if (before.kind === 'reading') {
      // Today's code may read more in them.
      expect({ reads: found }).toMatchObject({ reads: before.reads });
      return;
    }
    const deviation = deviations.find(
      (each) => each.version === version && each.story === story && each.step === step,
    );
    expect(found).toEqual({ ...before.expected, ...deviation?.now });
  });

  test('every item of one customer, delivery or task is read', () => {
    const readers: Readonly<Record<string, (item: unknown) => unknown>> = {
      customer: readCustomer,
      delivery: readDelivery,
      erased: readTombstone,
      task: readTask,
    };
    const unread = items
      .map((item) => unmarshall(itemOf(item)))
      .filter(({ pk, ...item }) => {
        const reader = readers[labelOf(pk)];
        return reader !== undefined && !reader(item);
      });
    expect(unread).toEqual([]);
  });

  test('is as it was frozen', () => {
    expect(hashOf(version)).toBe(readHashes()[version]);
    if (isPublished(version))
      expect(git('diff', '--stat', version, '--', `test/releases/${version}`)).toBe('');
  });
});

test('the changelog has the version, and no later one is frozen', () => {
  const changelog = readFileSync(join(__dirname, '..', '..', 'CHANGELOG.md'), 'utf8');
  expect(changelog).toMatch(new RegExp(`^## \\[${packageVersion}\\] - 20\\d\\d-`, 'm'));
  expect(versions.filter((version) => byVersion(version, today) > 0)).toEqual([]);
  expect(versions).toContain('v1.0.0');
  expect(byVersion('v1.2.0', 'v1.10.0')).toBeLessThan(0);
});

test('what is frozen has every kind of message and item, and what lacks one is found', () => {
  const newest = releases.at(-1);
  const { items = [], frozen = [] } = newest ?? {};
  // Of a published one, what was added since is frozen with the next.
  if (newest && !isPublished(newest.version)) expect(lacking({ items, frozen })).toEqual([]);
  const others = frozen.filter(({ story }) => !/^(events of stripe|erased|held)/.test(story));
  expect(
    lacking({ items: items.filter((item) => !/frozen.task/.test(JSON.stringify(item))), frozen: others }),
  ).toEqual(expect.arrayContaining(['item task', 'outcome held', 'release migrate', 'an erasure']));
});
