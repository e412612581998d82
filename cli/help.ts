import { Command } from 'commander';
import { closest } from '../infra/config/closest';

/**
 * `help secrets set`: Commander's own command reads the first name alone, and shows the group's help in place of the
 * command's. It is added to the program and to each group, after all their commands.
 */
export function addHelp(group: Command): void {
  group.helpCommand(false);
  const help = new Command('help').description('display help for command').helpOption(false);
  help.argument('[command...]').action((names: readonly string[]) => {
    let shown = group;
    for (const name of names) shown = commandIn(shown, name);
    shown.help();
  });
  group.addCommand(help.copyInheritedSettings(group).helpOption(false));
}

function commandIn(group: Command, name: string): Command {
  const found = group.commands.find((command) => command.name() === name);
  if (found) return found;
  const near = closest(
    name,
    group.commands.map((command) => command.name()),
  );
  // As Commander has it where a command is called.
  const meant = near === undefined ? '' : `\n(Did you mean ${near}?)`;
  return group.error(`error: unknown command '${name}'${meant}`);
}
