import { once } from 'node:events';
import { type Command, InvalidArgumentError } from 'commander';
import { consolePort } from '../../infra/config/console-port';
import { outcomes } from '../../lambda/delivery/outcome';
import { linkWith } from '../../operator/console/access/token';
import { type RunningConsole, startConsole } from '../../operator/console/server';
import type { Operator } from '../../operator/core/operator';
import { wholeFrom } from '../arguments';
import { bridgeCommand } from '../command';
import type { DeployedConnection } from '../connection/connection';
import { CommandError } from '../exit';
import type { Frame } from '../frame';

export function console(frame: Frame): Command {
  return bridgeCommand('console', 'ReadOnlyPolicy', 'the page for a browser, of any environment')
    .option(
      '--port <n>',
      'on this machine, 0 for a free one; without it the one that the links of alarms name',
      wholeFrom(0, 65_535),
    )
    .option(
      '--show <filter>',
      'what it opens with: `waiting`, or a filter such as outcome=refused',
      shown,
      '',
    )
    .addHelpText('after', 'What it does besides looking needs the OperatorPolicy, too.')
    .action(async ({ port, show }: { readonly port?: number; readonly show: string }) => {
      const connection = await frame.connect();
      if (connection.kind === 'local') {
        // The local bridge has one already, which can also send signups and make the sandbox misbehave.
        const url = linkWith(connection.run.consoleUrl, connection.run.token, show);
        frame.answer({ url }, () => [url]);
        return;
      }
      const running = await serve(connection, await frame.operator(), frame, { port, show });
      try {
        frame.answer({ url: running.url }, () => [running.url]);
        frame.terminal.err('Anybody with this link acts with your credentials. Stop with Ctrl-C.');
        const { stopped } = frame.terminal;
        if (!stopped.aborted) await once(stopped, 'abort');
      } finally {
        await running.close();
      }
    });
}

/** As the page's own address has it (operator/console/page/state/view.ts); never a search, which may be an e-mail. */
function shown(filter: string): string {
  if (filter === 'waiting') return filter;
  const wanted = new URLSearchParams(filter);
  const isKnown = [...wanted].every(([name, value]) =>
    name === 'outcome'
      ? value.split(',').every((each) => outcomes.some((outcome) => outcome === each))
      : ['source', 'store', 'period'].includes(name) && value !== '',
  );
  if (wanted.size > 0 && isKnown) return `?${wanted}`;
  throw new InvalidArgumentError('It is `waiting`, or a filter such as "outcome=refused&store=default".');
}

async function serve(
  { environment, config }: DeployedConnection,
  operator: Operator,
  { terminal }: Frame,
  { port, show: path }: { readonly port: number | undefined; readonly show: string },
): Promise<RunningConsole> {
  const start = (on: number) => startConsole({ environment, operator, port: on, path });
  if (port === undefined) {
    const usual = consolePort(config.label);
    try {
      return await start(usual);
    } catch {
      terminal.err(`Port ${usual} is taken, so the links of alarms do not open this console.`);
      return start(0);
    }
  }
  try {
    return await start(port);
  } catch (error) {
    throw new CommandError(
      'failed',
      `The page cannot be served on port ${port} (${String(error)}).`,
      'Give another --port.',
    );
  }
}
