import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..', '..');
const filesIn = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(folder, file));

/** Where a status is compared with a number, or looked up in a set of them. */
const judgements = [
  /\bstatus(?:Code)?\s*(?:[!=]==?|[<>]=?)\s*\d/,
  /\b\d{3}\s*(?:[!=]==?|[<>]=?)\s*(?:\w+\.)*status\b/,
  /\.(?:has|includes|get)\((?:\w+\.)*status\)/,
  /\[(?:\w+\.)*status\]/,
  /\bcase [1-5]\d\d:/,
  /[[(,]\s*(?:400|401|403|404|405|408|409|413|422|429|50[0-4])\s*[,\])]/,
];
const judges = (text: string) => judgements.filter((each) => each.test(text)).map(String);

// What these judge is not Masivo's: our own answers to stores and to people, AWS's answers, the stores' own APIs, the
// console's answers to its page, and what the endpoint answers the selftest and `local send`.
const others =
  /^lambda\/(ingress|aws)\/|^lambda\/sources\/source\.ts$|^operator\/(function|remote)\/|^operator\/console\/(api|access|page\/state|serve|page\/((delivery\/delivery|customer\/customer)-page|parts\/decision))/;
const place = 'lambda/retry/status-meaning.ts';
const times = 'lambda/retry/retry-times.ts';

const scanned = [
  ...filesIn('lambda'),
  ...filesIn('operator'),
  ...filesIn('cli/backfill'),
  ...filesIn('cli/contract'),
  'cli/doctor/masivo.ts',
].filter((file) => !others.test(file));

describe('a status of Masivo', () => {
  test.each([
    'if (answer.status === 404) return;',
    'answer.status >= 500',
    'status !== 200',
    '429 === status',
    'refusals.has(answer.status)',
    'const refusals = new Set([409, 413]);',
    'switch (status) { case 503: }',
    'kinds[answer.status]',
  ])('is judged by `%s`', (text) => {
    expect(judges(text)).not.toEqual([]);
  });

  test('is judged in status-meaning.ts', () => {
    expect(scanned).toContain(place);
    expect(judges(readFileSync(join(root, place), 'utf8'))).not.toEqual([]);
  });

  // The contract's steps say what Masivo's description answers: they are compared, and nothing follows from them.
  test.each(scanned.filter((file) => file !== place && file !== 'cli/contract/steps.ts'))(
    'is not judged in %s',
    (file) => {
      expect(judges(readFileSync(join(root, file), 'utf8'))).toEqual([]);
    },
  );
});

describe('a time of waiting or trying again', () => {
  const constants = (file: string) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/^(?:export )?const (\w+(?:Ms|Seconds)) = /gm)].map(
      ([, name]) => name,
    );
  // Units, the rate limiter's own precision, and how the backfill reads a store's list.
  const allowed = new Set([
    'hourMs',
    'dayMs',
    'leadMs',
    'missedAfterMs',
    'lateMs',
    'longestNapMs',
    'pollMs',
    'overlapMs',
    'furthestAheadMs',
  ]);

  test('is in retry-times.ts', () => {
    expect(constants(times)).toEqual(
      expect.arrayContaining(['conflictWaitMs', 'leaseMarginMs', 'maxSlotWaitMs', 'migrationWaitMs']),
    );
  });

  test.each([
    ...filesIn('lambda/delivery'),
    ...filesIn('lambda/ledger'),
    ...filesIn('cli/backfill/engine'),
    'cli/backfill/environment.ts',
  ])('is not in %s', (file) => {
    expect(constants(file).filter((name) => !allowed.has(name ?? ''))).toEqual([]);
  });
});
