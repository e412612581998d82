import { Command } from 'commander';

/** The least of the stack's policies that suffices; each includes those before it (infra/outputs.ts). */
export type Needs = 'CensusPolicy' | 'ReadOnlyPolicy' | 'OperatorPolicy' | 'AdminPolicy' | 'MigrationPolicy';

/** A command with its least privilege in its help. */
export function bridgeCommand(name: string, needs: Needs | undefined, summary: string): Command {
  const command = new Command(name).description(summary);
  return needs
    ? command.addHelpText('after', `\nIn a deployed environment it needs ${policies[needs]}.`)
    : command;
}

const policies: Readonly<Record<Needs, string>> = {
  CensusPolicy: 'the CensusPolicy, or the ReadOnlyPolicy and the OperatorPolicy',
  ReadOnlyPolicy: 'the ReadOnlyPolicy',
  OperatorPolicy: 'the ReadOnlyPolicy and the OperatorPolicy',
  AdminPolicy: 'the ReadOnlyPolicy, the OperatorPolicy and the AdminPolicy',
  MigrationPolicy: 'all policies, and the MigrationPolicy only for the time of it',
};
