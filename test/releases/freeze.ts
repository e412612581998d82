import { table } from '../../lambda/ledger/table';
import { version } from '../../package.json';
import { git, isPublished } from './git';
import { lacking } from './lacking';
import { hashOf, writeHash, writeRelease } from './release-folder';
import { stories } from './stories';
import { told } from './story-teller';
import { startFrozenHarness } from './world';

/**
 * `npm run freeze-release` tells the stories to today's code and freezes them as the version in package.json. Until that
 * version has a tag, it may be repeated. What has one is what somebody has deployed: it stays as it is.
 */
async function freeze(): Promise<void> {
  const release = `v${version}`;
  if (isPublished(release)) {
    throw new Error(`${release} has a tag, so it is published: raise the version in package.json first.`);
  }
  // A shallow clone has no tags, so nothing in it looks published.
  if (git('rev-parse', '--is-shallow-repository') !== 'false') {
    throw new Error(
      'This is no whole clone, which would tell what is published: git fetch --unshallow --tags',
    );
  }
  const harness = await startFrozenHarness();
  try {
    const { items, frozen } = await told(stories, harness);
    const missing = lacking({ items, frozen });
    if (missing.length > 0) throw new Error(`No story in stories.ts leaves: ${missing.join(', ')}`);
    writeRelease({ version: release, indexes, items, frozen });
    writeHash(release);
    console.log(`${release}: ${frozen.length} frozen, ${items.length} items, ${hashOf(release)}`);
  } finally {
    await harness.close();
  }
}

// As infra/ledger-table.ts makes them; test/infra/data.test.ts compares with the template.
const indexes = [table.byOutcome, table.byOwner].map(({ name, hash, range }) => ({
  name,
  keys: [hash, range],
  projection: 'KEYS_ONLY',
}));

void freeze();
