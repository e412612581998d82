import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '..', '..', '..');

function bench(...options: readonly string[]) {
  return spawnSync(process.execPath, ['--import', 'tsx', 'trials/bench/cli.ts', ...options], {
    cwd: root,
    encoding: 'utf8',
    timeout: 250_000,
  });
}

const spread = { median: expect.any(Number), min: expect.any(Number), max: expect.any(Number) };

test('two rounds of cold starts: every variant runs, and the rows are read by machines', () => {
  const { stdout, stderr, status } = bench(
    '--only',
    'receive-ready',
    '--only',
    'receive-first-event',
    '--rounds',
    '2',
    '--json',
  );
  const { rows } = JSON.parse(stdout || stderr);
  // Two rounds on a busy machine decide no goal: here only the run itself is looked at.
  expect(status).toBe(rows.every(({ met }: { met: boolean }) => met) ? 0 : 1);
  const cold = (figure: string) => rows.filter((row: { figure: string }) => row.figure === figure);
  for (const figure of ['receive-ready', 'receive-first-event']) {
    expect(cold(figure)).toEqual([
      expect.objectContaining({
        kind: 'measured',
        unit: 'ms',
        rounds: 2,
        ours: spread,
        floor: spread,
        ratio: spread,
        met: expect.any(Boolean),
        peers: ['SQS client alone, bundled', 'usual stack, bundled', 'usual stack, unbundled'].map(
          (name) => ({ name, value: spread, ratio: spread }),
        ),
      }),
    ]);
  }
  const [ready] = cold('receive-ready');
  expect(ready.floor.min).toBeGreaterThan(1);
  expect(ready.peers[2].value.min).toBeGreaterThan(ready.floor.min);
});

test.each([
  { mistake: ['--only', 'nothing'], words: /one of receive-ready, / },
  { mistake: ['--rounds', '0'], words: /at least 1/ },
])('$mistake is refused with what would do', ({ mistake, words }) => {
  const { stderr, status } = bench(...mistake);
  expect(status).toBe(1);
  expect(stderr).toMatch(words);
});
