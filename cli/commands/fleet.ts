import { resolve } from 'node:path';
import { Command } from 'commander';
import { systemClock } from '../../lambda/clock';
import { remoteOperator } from '../../operator/remote/remote-operator';
import { wholeFrom } from '../arguments';
import { mapConcurrently } from '../backfill/engine/concurrency';
import { bridgeCommand } from '../command';
import { mappingOf } from '../connection/config';
import type { DeployedConnection } from '../connection/connection';
import { connectToStack } from '../connection/deployed';
import { examineConnection } from '../doctor/examine-connection';
import { dollarsOfMonth, type Rate, ratesOf } from '../fleet/cost';
import { type Client, readFleet } from '../fleet/fleet-file';
import { doctorLines, isRed, statusLines } from '../fleet/lines';
import { standingOf } from '../fleet/standing';
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
      const clients = readFleet(resolve(file));
      const [visited, rates] = await Promise.all([
        visitAll(clients, async (connection) => standingOf(await operatorOf(connection).overview()), {
          ...visitDeps,
          atOnce,
        }),
        cost ? ratesOfAll(clients, frame) : new Map<string, ReadonlyMap<string, Rate>>(),
      ]);
      const rows = visited.map((each) => {
        if (each.kind === 'unreachable') return { ...each, state: 'red' as const };
        const { client, environment, seen } = each;
        const rate = rates.get(client)?.get(environment ?? '');
        const monthDollars = rate ? dollarsOfMonth(rate, seen) : null;
        return { client, environment, kind: 'seen' as const, ...seen, monthDollars };
      });
      frame.answer({ environments: rows }, () => statusLines(rows, frame.paint));
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

/** Each model takes a processor for itself. */
const modelsAtOnce = 2;

async function ratesOfAll(
  clients: readonly Client[],
  { terminal }: Frame,
): Promise<ReadonlyMap<string, ReadonlyMap<string, Rate>>> {
  const rates = new Map<string, ReadonlyMap<string, Rate>>();
  await mapConcurrently(clients, modelsAtOnce, async ({ name, config }) => {
    try {
      rates.set(name, await ratesOf(config));
    } catch {
      terminal.err(`The cost of ${name} is not known: npm run cost -- --config ${config} --all says why.`);
    }
  });
  return rates;
}
