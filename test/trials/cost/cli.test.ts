import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settingsFromConfig } from '../../../infra/config/settings-from-config';
import { runCost } from '../../../trials/cost/command';
import { environmentCost } from '../../../trials/cost/environment-cost';
import { root, smallest } from '../../infra/environments';
import { synthesise } from '../../infra/support';

const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-fleet-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, config: object) =>
  writeFileSync(join(folder, `${name}.ts`), `export default ${JSON.stringify(config)};\n`);

beforeAll(() => {
  write('acme', { ...smallest(), aws: { account: '111111111111', region: 'us-east-1' } });
  write('only-stripe', {
    ...smallest(),
    // One message in a batch, and fewer requests a day than are measured.
    masivo: { account: 'tests', rateLimit: { perSecond: 1, perDay: 5 } },
    stores: { stripe: { 'eu-north': { vendorAccount: 'acct_1Tests', creates: false } } },
  });
});

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm run cost -- …`, as a process of its own. */
function processOf(...args: string[]): Promise<Ended> {
  const command = ['--import', 'tsx', join(root, 'trials', 'cost', 'cli.ts'), ...args];
  const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: root, env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

/** The same in this process, with the stacks that this test run has synthesised. */
async function cost(...args: string[]): Promise<Ended> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCost(args, {
    costsOf: (environments) =>
      Promise.all(
        environments.map((each) => environmentCost(synthesise(each).template, settingsFromConfig(each))),
      ),
    out: (text) => out.push(text),
    err: (text) => err.push(text),
  });
  return { code, stdout: out.join(''), stderr: err.join('') };
}

test('prints a fleet for machines, whatever its sources and limits', async () => {
  const { code, stdout } = await processOf('--config', folder, '--all', '--json');
  expect(code).toBe(0);
  const dollars = expect.any(Number);
  expect(JSON.parse(stdout)).toStrictEqual({
    environments: [
      {
        name: 'acme',
        mode: 'test',
        region: 'us-east-1',
        idleMonth: dollars,
        busyMonth: dollars,
        perMillion: dollars,
      },
      {
        name: 'only-stripe',
        mode: 'test',
        region: 'eu-west-1',
        idleMonth: dollars,
        busyMonth: dollars,
        perMillion: dollars,
      },
    ],
  });
}, 300_000);

test('prints one environment line by line, in its region, in US dollars', async () => {
  const { code, stdout } = await cost('--config', folder, '--env', 'acme');
  expect(code).toBe(0);
  expect(stdout).toMatch(/\| SQS: send \| 0\.40 \|/);
  expect(stdout).toMatch(/\*\*an idle month\*\* \| \*\*\d+\.\d\d\*\*/);
  expect(stdout).toMatch(/\| an idle month \(USD\) \| a million webhooks \(USD\) \|/);
  expect(stdout).toMatch(/\| acme \| test \| us-east-1 \| \d+\.\d\d \| \d+\.\d\d \|/);
  expect(stdout).not.toContain('only-stripe');
}, 300_000);

describe('what cannot be worked out is said in a line', () => {
  test('an environment that is not there', async () => {
    const { code, stdout, stderr } = await processOf('--config', folder, '--env', 'prod');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(`${folder} has no environment prod; it has acme, only-stripe.\n`);
  }, 120_000);

  test('a folder that is not there', async () => {
    const { code, stderr } = await cost('--config', join(folder, 'missing'), '--all');
    expect(code).toBe(1);
    expect(stderr).toBe(
      `There is no folder ${join(folder, 'missing')}.\nName the folder of your environments with --config or BRIDGE_CONFIG.\n`,
    );
  }, 120_000);

  test('a region without prices', async () => {
    write('far', {
      ...smallest(),
      aws: { account: '111111111111', region: 'sa-east-1' },
      stores: { shopify: { default: { vendorAccount: 'far.myshopify.com' } } },
    });
    const { code, stderr } = await cost('--config', folder, '--all');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^far is in sa-east-1: trials\/cost\/prices\.ts has prices for us-east-1, .+ only\./,
    );
  }, 120_000);

  test('options that contradict each other', async () => {
    const { code, stderr } = await cost('--env', 'acme', '--all');
    expect(code).toBe(1);
    expect(stderr).toMatch(/--env <name>' cannot be used with option '--all'/);
  }, 120_000);
});
