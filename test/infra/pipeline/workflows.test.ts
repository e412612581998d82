import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bridge } from '../../support/command-line';

const read = (path: string) => readFileSync(join(__dirname, '../../..', path), 'utf8');
const workflow = read('.github/workflows/bridge.yml');
const example = read('infra/pipeline/client-workflow.yml');

test('every action is pinned by a commit, with its tag beside it', () => {
  const used = [...workflow.matchAll(/uses: (.+)/g)].map(([, action]) => action);
  expect(used.length).toBeGreaterThan(0);
  for (const action of used) expect(action).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

test('a private copy of the bridge can be checked out: each checkout takes the token that the caller may give', () => {
  const checkouts = workflow
    .split('uses: actions/checkout@')
    .filter((step) => /^ {10}repository:/m.test(step));
  expect(checkouts.length).toBeGreaterThan(0);
  for (const step of checkouts)
    expect(step).toContain('token: $' + '{{ secrets.bridge-token || github.token }}');
});

test('each checkout of the bridge is of the version that the caller names in uses, and never of a default branch', () => {
  const checkouts = workflow
    .split('uses: actions/checkout@')
    .filter((step) => /^ {10}path: masivo-bridge$/m.test(step));
  expect(checkouts).toHaveLength(4);
  for (const step of checkouts) {
    const given = (key: string) => new RegExp(`^ {10}${key}: (.+)$`, 'm').exec(step)?.[1];
    expect(given('repository')).toBe('$' + '{{ inputs.bridge-repository || job.workflow_repository }}');
    expect(given('ref')).toBe('$' + "{{ inputs.bridge-ref || job.workflow_sha || 'bridge-ref is missing' }}");
  }
  expect(example.match(/v\d+\.\d+\.\d+/g)).toHaveLength(1);
});

test('each kind of job takes its own role', () => {
  const roles = [...workflow.matchAll(/^ {2}([a-z]+):\n(?: {4}.*\n|\n)*?.*role-to-assume: (.+)$/gm)];
  expect(roles.map(([, job, role = '']) => [job, /inputs\.([a-z-]+)/.exec(role)?.[1]])).toEqual([
    ['diff', 'diff-role'],
    ['deploy', 'deploy-role'],
    ['verify', 'check-role'],
    ['check', 'check-role'],
  ]);
});

test.each([
  ['true', 0],
  ['false', 1],
])('the diff is in the summary, also of a config that cannot be deployed: %s', (ends, code) => {
  const [, script = ''] = /run: \|\n((?: {10}.*\n)+) {8}shell: bash/.exec(workflow) ?? [];
  const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-diff-'));
  try {
    const npx = `npx() { echo "what cdk says"; ${ends}; }\n`;
    // As GitHub runs `shell: bash`.
    const ran = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', npx + script], {
      cwd: folder,
      env: { ...process.env, BRIDGE_ENV: 'prod', GITHUB_STEP_SUMMARY: join(folder, 'summary.md') },
    });
    expect(ran.status).toBe(code);
    expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toBe('### prod\n```\nwhat cdk says\n```\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('no script has an input in its text: what somebody writes there would be run', () => {
  // Blocks and single lines of `run`, up to the next key of the step.
  const scripts = [...workflow.matchAll(/run: (?:\|\n((?: {10,}.*\n)+)|(.+))/g)].map(
    ([, block, line]) => block ?? line,
  );
  expect(scripts.length).toBeGreaterThan(10);
  for (const script of scripts) expect(script).not.toContain('${' + '{');
});

test.each([
  ...new Set(
    [...workflow.matchAll(/bridge -- ([a-z]+)(.*)/g)].map(([, name = '', rest = '']) => `${name}${rest}`),
  ),
])('%s is a command', async (line) => {
  const [name = '', ...words] = line.split(' ');
  const { out } = await bridge([name, '--help']);
  expect(out).toMatch(new RegExp(`^Usage: npm run bridge -- ${name} `));
  for (const option of words.filter((each) => each.startsWith('--'))) expect(out).toContain(`${option} `);
});

test('the example gives inputs that there are, and all that are required', () => {
  const [, block = ''] = /inputs:\n([\s\S]*?)\npermissions:/.exec(workflow) ?? [];
  const inputs = [...block.matchAll(/^ {6}([a-z-]+):\n([\s\S]*?)(?=^ {6}\S|$(?![\s\S]))/gm)].map(
    ([, name, rest = '']) => ({
      name,
      required: rest.includes('required: true'),
    }),
  );
  const jobs = example.split(/^ {4}with:\n/m).slice(1);
  expect(jobs).toHaveLength(1);
  for (const job of jobs) {
    const given = [...job.matchAll(/^ {6}([a-z-]+): /gm)].map(([, name]) => name);
    expect(inputs.map(({ name }) => name)).toEqual(expect.arrayContaining(given));
    expect(given).toEqual(
      expect.arrayContaining(inputs.filter(({ required }) => required).map(({ name }) => name)),
    );
  }
});
