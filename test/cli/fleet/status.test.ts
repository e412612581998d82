import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createColors } from 'picocolors';
import type { Priceable, Rate } from '../../../cli/fleet/cost';
import { inOrder } from '../../../cli/fleet/in-order';
import type { Standing } from '../../../cli/fleet/standing';
import { standingOf } from '../../../cli/fleet/standing';
import { printStatus, type StatusDeps, statusRows } from '../../../cli/fleet/status';
import type { Visited } from '../../../cli/fleet/visit';
import { calmOverview } from '../../support/calm-overview';

const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-status-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['as soon as all before it are there', [2, 0, 1], undefined, [0, 1, 2]],
  ['as they come, once nobody waits any longer', [2, 0, 3, 1], 1, [2, 0, 3, 1]],
  ['in their order, of those that were there by then', [3, 2, 1, 0], 3, [1, 2, 3, 0]],
])('rows are printed %s', (_, ready, after, expected) => {
  const printed: number[] = [];
  const rows = inOrder<number>((row) => printed.push(row));
  ready.forEach((index, count) => {
    if (count === after) rows.asTheyCome();
    rows.ready(index, index);
  });
  rows.asTheyCome();
  expect(printed).toEqual(expected);
});

const rate: Rate = { idleMonth: 6, busyMonth: 2.4, perMillion: 12 };

/** A fleet of one client, whose costs are worked out when the test says so, but for those that are kept. */
function fleet(environments: readonly string[], kept: readonly string[]) {
  const config = join(folder, 'acme');
  mkdirSync(config, { recursive: true });
  const clients = [{ name: 'acme', config, environments: [...environments] }];
  const known = new Map(kept.map((name) => [name, rate]));
  const missing = new Set(environments.filter((name) => !known.has(name)));
  let onRate: (of: Priceable, rate: Rate | null) => void = () => {};
  let end = () => {};
  const workingOut = new Promise<void>((resolve) => {
    end = resolve;
  });
  const seen = (environment: string): Visited<Standing> => ({
    client: 'acme',
    environment,
    kind: 'seen',
    seen: standingOf(calmOverview),
  });
  const deps: StatusDeps = {
    clients,
    async visit(onVisited) {
      const visited = environments.map(seen);
      for (const [index, each] of visited.entries()) onVisited(each, index);
      return visited;
    },
    rates: {
      rateOf: ({ environment }) => known.get(environment),
      get missing() {
        return [...missing].map((environment) => ({ config, environment }));
      },
      async workOut(tell = () => {}, signal) {
        onRate = tell;
        signal?.addEventListener('abort', end);
        if (missing.size > 0) await workingOut;
      },
    },
  };
  return {
    deps,
    workOut(environment: string, worked: Rate | null) {
      missing.delete(environment);
      if (worked) known.set(environment, worked);
      onRate({ config, environment }, worked);
      if (missing.size === 0) end();
    },
  };
}

function printing() {
  const out: string[] = [];
  const err: string[] = [];
  const terminal = { out: (line: string) => out.push(line), err: (line: string) => err.push(line) };
  const sleep = (_: number, signal?: AbortSignal) =>
    new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
  return { out, err, deps: { terminal, paint: createColors(false), sleep } };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('the table waits for no cost: what is not kept comes below it, as it is worked out', async () => {
  const { deps, workOut } = fleet(['dev', 'prod', 'qa'], ['dev']);
  const { out, err, deps: printDeps } = printing();
  const done = printStatus(deps, printDeps);
  await settled();
  expect(out).toEqual([
    'environment  state  version  last delivery         waiting  refused  to decide  tasks  USD a month',
    'acme/dev     ok     1.0.0    none today            0        0        0          0      6.00',
    'acme/prod    ok     1.0.0    none today            0        0        0          0      below',
    'acme/qa      ok     1.0.0    none today            0        0        0          0      below',
    '',
    expect.stringMatching(/^3 environments: 0 red, 0 to look at, 3 ok;/),
  ]);
  expect(err).toEqual([
    'Working out what 2 environments cost; it is kept until the config or the version changes.',
  ]);
  out.length = 0;
  workOut('qa', { ...rate, idleMonth: 7 });
  expect(out).toEqual(['acme/qa: 7.00 USD a month']);
  workOut('prod', null);
  const rows = await done;
  expect(out).toEqual(['acme/qa: 7.00 USD a month']);
  expect(err.at(-1)).toMatch(
    /^The cost of prod is not known: npm run cost -- --config .+ --env prod says why\.$/,
  );
  expect(rows.map((row) => row.kind === 'seen' && row.monthDollars)).toEqual([6, null, 7]);
});

test('a machine gets one answer, with every cost in it', async () => {
  const { deps, workOut } = fleet(['dev', 'prod'], []);
  const { err, deps: printDeps } = printing();
  const done = statusRows(deps, printDeps.terminal);
  workOut('prod', rate);
  workOut('dev', rate);
  expect((await done).map((row) => row.kind === 'seen' && row.monthDollars)).toEqual([6, 6]);
  expect(err).toEqual([]);
});

test('costs that nobody asked for are not named', async () => {
  const { deps } = fleet(['dev'], []);
  const { out, err, deps: printDeps } = printing();
  await printStatus({ ...deps, rates: undefined }, printDeps);
  expect(out[1]).toMatch(/^acme\/dev +ok .+ -$/);
  expect(err).toEqual([]);
});

const gone = { client: 'acme', environment: 'dev', kind: 'unreachable', why: 'Gone.', fix: null } as const;

test('nobody waits for the costs of what could not be looked at: neither a person nor a machine', async () => {
  const { out, err, deps: printDeps } = printing();
  const unreached = (): StatusDeps => ({
    ...fleet(['dev', 'prod'], []).deps,
    async visit(onVisited) {
      onVisited(gone, 0);
      return [gone];
    },
  });
  await printStatus(unreached(), printDeps);
  expect(out.slice(1)).toEqual([
    'acme/dev     red    -        -                     -        -        -          -      -',
    '',
    'acme/dev: Gone.',
    '',
    expect.stringMatching(/^1 environments: 1 red/),
  ]);
  expect(await statusRows(unreached(), printDeps.terminal)).toEqual([{ ...gone, state: 'red' }]);
  expect(err).toEqual([]);
});
