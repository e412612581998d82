import { resolve } from 'node:path';
import { Command } from 'commander';
import { systemClock } from '../../lambda/clock';
import { remoteOperator } from '../../operator/remote/remote-operator';
import { wholeFrom } from '../arguments';
import { bridgeCommand } from '../command';
import { mappingOf } from '../connection/config';
import type { DeployedConnection } from '../connection/connection';
import { connectToStack } from '../connection/deployed';
import { examineConnection } from '../doctor/examine-connection';
import { Rates } from '../fleet/cost';
import { readFleet } from '../fleet/fleet-file';
import { doctorLines, isRed } from '../fleet/lines';
import { standingOf } from '../fleet/standing';
import { printStatus, type StatusDeps, statusRows } from '../fleet/status';
import { visitAll } from '../fleet/visit';
import type { Frame } from '../frame';

interface Options {
  readonly atOnce: number;
}

/** Many environments at a glance, each with the AWS profile that the file names. */
export function fleet(frame: Frame): Command {
  return new Command('fleet')
    .description('many environments at a glance: of every client that a file names')
    .addCommand(status(frame))
    .addCommand(doctor(frame));
}

/** Exit code 1 where one is red. */
function status(frame: Frame): Command {
  return fleetCommand('status', 'ReadOnlyPolicy', 'a line for each environment: version, deliveries, cost')
    .option('--no-cost', 'without the cost, which has every environment synthesised')
    .action(async (file: string, { atOnce, cost }: Options & { cost: boolean }) => {
      const { terminal, paint, options } = frame;
      const clients = readFleet(resolve(file));
      const deps: StatusDeps = {
        clients,
        rates: cost ? new Rates(clients) : undefined,
        visit: (onVisited) =>
          visitAll(clients, async (connection) => standingOf(await operatorOf(connection).overview()), {
            ...visitDeps,
            atOnce,
            onVisited,
          }),
      };
      const rows = options.json
        ? await statusRows(deps, terminal)
        : await printStatus(deps, { terminal, paint, sleep: visitDeps.sleep });
      if (options.json) frame.answer({ environments: rows }, () => []);
      if (rows.some(isRed)) frame.fail();
    });
}

/** Exit code 1 where something has to be fixed somewhere. */
function doctor(frame: Frame): Command {
  return fleetCommand('doctor', 'AdminPolicy', 'what `doctor` finds in each environment').action(
    async (file: string, { atOnce }: Options) => {
      const { environment: variables, now } = frame.terminal;
      const visited = await visitAll(
        readFleet(resolve(file)),
        (connection, { config }) =>
          examineConnection(connection, operatorOf(connection), {
            variables,
            now,
            mappingHash: async () => mappingOf(config)?.hash ?? null,
          }),
        { ...visitDeps, atOnce },
      );
      const rows = visited.map((each) => {
        if (each.kind === 'unreachable') return { ...each, state: 'red' as const };
        const { client, environment, seen: found } = each;
        const has = (level: string) => found.some((finding) => finding.level === level);
        const state = has('failure')
          ? ('red' as const)
          : has('warning')
            ? ('look' as const)
            : ('ok' as const);
        return { client, environment, kind: 'seen' as const, state, found };
      });
      frame.answer({ environments: rows }, () => doctorLines(rows, frame.paint));
      if (rows.some(isRed)) frame.fail();
    },
  );
}

const fleetCommand = (name: string, needs: 'ReadOnlyPolicy' | 'AdminPolicy', summary: string) =>
  bridgeCommand(name, needs, summary)
    .argument('<file>', 'a list of clients, as docs/operate/fleet.md shows it')
    .option('--at-once <n>', 'how many environments are looked at, at the same time', wholeFrom(1, 50), 8);

const visitDeps = {
  // The table says where each one is.
  connect: (environment: string, config: string, profile: string | undefined) =>
    connectToStack(environment, config, () => undefined, profile),
  sleep: systemClock.sleep,
};

// No call of the fleet maps anything.
const operatorOf = ({ call, environment }: DeployedConnection) =>
  remoteOperator({ call, stores: environment.settings.stores, mapping: async () => undefined });
