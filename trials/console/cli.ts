import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { startConsole } from '../../operator/console/server';
import { rareEvery, rareStore } from '../bench/ledger/deliveries';
import { filledLedger } from '../bench/ledger/fill';
import { whole } from '../chaos/long-run';
import { startServer } from '../judges/server-process';
import { modelled } from '../vendors/modelled';
import { filledEnvironment } from './environment';
import { liveList } from './live-list';
import { cpuMsOf } from './process-cpu';
import { heapOver, misses, type Question, type Timed, timed } from './questions';

interface Options {
  readonly deliveries: number;
  readonly rounds: number;
  readonly minutes: number;
}

const email = 'somebody@example.com';

function questionsOf(deliveries: number): readonly Question[] {
  const list = '/api/deliveries?limit=50';
  const customer = 7_000_000_000_000 + Math.floor(deliveries / 2) + 1;
  return [
    { name: 'the first list', path: list, expected: 50, goalMs: 300 },
    {
      name: 'search by e-mail',
      path: `${list}&email=${encodeURIComponent(email)}`,
      expected: 1,
      goalMs: 500,
    },
    { name: 'search by customer id', path: `${list}&customer=${customer}`, expected: 1 },
    {
      name: 'what needs attention',
      path: `${list}&${['refused', 'held', 'gone', 'unlinked', 'retry'].map((each) => `outcome=${each}`).join('&')}`,
    },
    { name: 'a store with most', path: `${list}&source=${modelled}&store=default`, expected: 50 },
    {
      name: 'a store with few',
      path: `${list}&source=${modelled}&store=${rareStore}`,
      inAll: Math.min(50, Math.ceil(deliveries / rareEvery)),
    },
    { name: 'a store that has none', path: `${list}&source=none&store=none`, inAll: 0 },
    { name: 'the overview', path: '/api/overview' },
  ];
}

function measuredText(answer: Timed): string {
  const { medianMs, slowestMs, firstMs, answers, cpuMs, standInCpuMs, database, goalMs } = answer;
  const ms = (value: number) => value.toFixed(0);
  return [
    `${ms(medianMs)} ms`,
    `slowest ${ms(slowestMs)}`,
    answers > 1 ? `in ${answers} answers, the first after ${ms(firstMs)}` : [],
    `CPU ${ms(cpuMs)}`,
    standInCpuMs === undefined ? [] : `of the stand-in ${ms(standInCpuMs)}`,
    `${ms(database.requests)} requests for ${ms(database.items)} items`,
    goalMs === undefined ? [] : `at most ${goalMs} ms`,
  ]
    .flat()
    .join(', ');
}

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

new Command('npm run console:million --')
  .description(
    'Asks the console’s server what its page asks, over a ledger with many deliveries on the local stand-in of DynamoDB, and lets the list live for an hour, in a browser whose clock is turned on by hand.',
  )
  .option('--deliveries <n>', 'how many the ledger has; filled once, then kept', whole, 1_000_000)
  .option('--rounds <n>', 'how often each question is asked', whole, 30)
  .option('--minutes <n>', 'how long the list lives: a multiple of six; 0 leaves it out', whole, 60)
  .addHelpText('after', '\nEnds with 1 where an answer takes longer than it may, or memory grows.')
  .action(async ({ deliveries, rounds, minutes }: Options) => {
    const kept = await filledLedger(deliveries, (done) => {
      if (done % 50_000 === 0) process.stderr.write(`filled ${done}\n`);
    });
    // New deliveries and a customer are written: the kept one stays as it is.
    const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-console-'));
    cpSync(kept, folder, { recursive: true });
    const ledger = await startServer({
      command: process.execPath,
      args: ['--import', 'tsx', join(__dirname, 'ledger-process.ts'), folder],
      cwd: join(__dirname, '..', '..'),
      ready: /^serves at (.+)$/,
    });
    const [endpoint = '', pid = ''] = ledger.found.split(' as ');
    const environment = filledEnvironment(endpoint, deliveries);
    const { operator, settings } = environment;
    const running = await startConsole({
      operator,
      environment: { name: 'trial', settings, who: 'trial' },
      port: 0,
    });
    try {
      const name = { source: modelled, store: 'default' };
      await environment.nameCustomer(Math.floor(deliveries / 3), name, email);
      const { origin, hash } = new URL(running.url);
      const token = /token=(\w+)/.exec(hash)?.[1] ?? '';
      const answers = await timed({ origin, token }, questionsOf(deliveries), rounds, {
        database: environment.calls,
        standInCpuMs: () => cpuMsOf(pid),
      });
      for (const answer of answers) {
        console.log(`${misses(answer) ? 'MISSED ' : ''}${answer.name.padEnd(24)} ${measuredText(answer)}`);
        if (misses(answer)) process.exitCode = 1;
      }
      if (minutes > 0) {
        const [list] = questionsOf(deliveries);
        const rounds = minutes * 6;
        const [before, after] = await heapOver({ origin, token }, list ? [list] : [], rounds);
        console.log(`server: ${before.toFixed(1)} MB, ${after.toFixed(1)} after ${rounds} lists`);
        const moments = await liveList(running.url, environment.deliver, minutes, (minute) => {
          if (minute % 10 === 0) process.stderr.write(`minute ${minute}\n`);
        });
        for (const { minute, pageMb } of moments ?? []) {
          console.log(`minute ${minute}: page ${pageMb.toFixed(1)} MB`);
        }
        if (!moments) console.log('The live list was left out: there is no browser (CHROMIUM_PATH).');
        // A tenth is what lists of other deliveries make of it.
        const [first, last] = [moments?.[1], moments?.at(-1)];
        if (first && last && last.pageMb > first.pageMb * 1.1 + 1) {
          console.log('The page’s memory grows.');
          process.exitCode = 1;
        }
      }
    } finally {
      await running.close();
      environment.close();
      await ledger.close();
      rmSync(folder, { recursive: true, force: true });
    }
  })
  .parseAsync();
