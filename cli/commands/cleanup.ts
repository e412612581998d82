import { resolve } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Command } from 'commander';
import { localEnvironmentName } from '../../infra/config/chosen-environment';
import { type Left, leftBy, removeLeft } from '../cleanup/failed-deployment';
import { failedDeploymentInAws } from '../cleanup/failed-deployment-in-aws';
import { bridgeCommand } from '../command';
import { callerIn } from '../connection/caller';
import { configOf } from '../connection/config';
import { CommandError } from '../exit';
import type { Frame } from '../frame';

/** After a first deployment that failed: its stack, and the ledger's table, whose protection outlives it. */
export function cleanup(frame: Frame): Command {
  return bridgeCommand(
    'cleanup',
    undefined,
    'remove what a first deployment that failed has left: the stack and its empty table; without --yes only says so',
  )
    .option('--yes', 'do it')
    .addHelpText('after', '\nIt needs the rights of whoever deploys. A table that holds anything is kept.')
    .action(async ({ yes }: { readonly yes?: true }) => {
      const { env, config: folder } = frame.options;
      if (env === localEnvironmentName) {
        throw new CommandError(
          'usage',
          'Nothing is deployed on this machine.',
          'Name a deployed environment with --env.',
        );
      }
      const config = configOf(env, resolve(folder));
      await callerIn(config, frame.terminal.err);
      const { region } = config.aws;
      const clients = {
        cloudFormation: new CloudFormationClient({ region }),
        dynamoDb: new DynamoDBClient({ region }),
      };
      try {
        const deployment = failedDeploymentInAws(config.stackName, clients);
        const left = await leftBy(deployment);
        const done = left.kind === 'left' && yes === true;
        if (done) await removeLeft(deployment, left);
        if (left.kind === 'in-use') frame.fail();
        frame.answer({ done, ...left }, () => linesOf(config.stackName, left, done));
      } finally {
        for (const client of Object.values(clients)) client.destroy();
      }
    });
}

/** What was found, and what was done about it. */
export function linesOf(stackName: string, left: Left, done: boolean): readonly string[] {
  switch (left.kind) {
    case 'in-use':
      return [
        `The stack ${stackName} is ${left.status}: it did not fail when it was created. Nothing was done.`,
      ];
    case 'none':
      return [...keptLines(left.kept), 'Nothing is left of a failed deployment.'];
    case 'left': {
      const what = [
        ...left.empty.map((table) => `the empty table ${table}`),
        ...(left.stack ? [`the stack ${stackName} (${left.stack.status})`] : []),
      ];
      return [
        ...keptLines(left.kept),
        ...what.map((each) => `${done ? 'Removed' : 'To remove'} ${each}.`),
        done ? 'Deploy again.' : 'Nothing was done. --yes does it.',
      ];
    }
    default:
      return left satisfies never;
  }
}

const keptLines = (kept: readonly string[]) =>
  kept.map((table) => `${table} holds data and is kept: docs/operate/restore.md says how it is attached.`);
