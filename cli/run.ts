import { Command, CommanderError } from 'commander';
import { chosenByVariables } from '../infra/config/chosen-environment';
import { commands } from './commands';
import { exitCodes } from './exit';
import { explained } from './failures';
import { frameOf, type GlobalOptions } from './frame';
import { addHelp } from './help';
import { type Terminal, visibleOn } from './terminal';

/**
 * One run of the command line. Expected failures are printed as a sentence, with what to do next.
 * @param args as they follow `npm run bridge --`
 * @returns the exit code
 */
export async function runBridge(args: readonly string[], given: Terminal): Promise<number> {
  const terminal = visibleOn(given);
  const program = programOn(terminal);
  const frame = frameOf(terminal, () => program.opts<GlobalOptions>());
  for (const command of commands) adopt(program, command(frame));
  addHelp(program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return frame.failed ? exitCodes.failed : exitCodes.ok;
  } catch (error) {
    // Commander has printed its message. Help that was asked for is no mistake; help instead of a command is.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    const known = explained(error, given.environment.AWS_PROFILE);
    if (!known) throw error;
    terminal.err(terminal.errIsTerminal ? frame.paint.red(known.message) : known.message);
    if (known.fix !== undefined) terminal.err(known.fix);
    return exitCodes[known.exit];
  } finally {
    await frame.close();
  }
}

function programOn(terminal: Terminal): Command {
  const line = (write: (line: string) => void) => (text: string) => write(text.replace(/\n$/, ''));
  const { config, env } = chosenByVariables(terminal.environment);
  return new Command('npm run bridge --')
    .description('See and do what operators do, on the bridge of this machine or a deployed one.')
    .option('--env <name>', 'an environment of the config folder, or `local`: the bridge that runs here', env)
    .option('--config <folder>', 'where the environments are described', config)
    .option(
      '--json',
      'answer for machines; npm adds lines of its own, unless it is `npm run --silent bridge`',
    )
    .exitOverride()
    .showHelpAfterError('Add --help for what it takes.')
    .configureHelp({ showGlobalOptions: true, helpWidth: Math.min(terminal.width, 110) })
    .configureOutput({ writeOut: line(terminal.out), writeErr: line(terminal.err) })
    .addHelpText(
      'after',
      `
Exit codes: 0 done; 1 something is wrong or was not done; 2 the command was not given correctly; 3 the
environment cannot be reached with these credentials; 4 refused for safety. docs/operate/command-line.md shows each command.`,
    );
}

/** Commands are created on their own; exit and output handling has to reach all of them. */
function adopt(parent: Command, command: Command): void {
  parent.addCommand(command);
  inherit(parent, command);
}

function inherit(parent: Command, command: Command): void {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inherit(command, child);
  if (command.commands.length > 0) addHelp(command);
}
