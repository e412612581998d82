import type { Command } from 'commander';
import { bridgeCommand } from '../command';
import { endedLines, endTasks } from '../end-tasks';
import type { Frame } from '../frame';

interface DoneOptions {
  readonly masivo: boolean;
  readonly yes?: true;
}

/** Ends tasks that somebody has done outside the bridge. */
export function done(frame: Frame): Command {
  return bridgeCommand(
    'done',
    'OperatorPolicy',
    'end tasks, because what they ask for was done: they are listed no more, and that you did is recorded; without --yes only tells what',
  )
    .argument('<tasks...>', 'IDs, as `held` lists them')
    .option('--no-masivo', 'without asking Masivo whether a customer to be deleted there is still there')
    .option('--yes', 'do it: nothing opens a task again')
    .action(async (ids: readonly string[], { masivo, yes }: DoneOptions) => {
      const operator = await frame.operator();
      const tasks = await endTasks(ids, { operator, asksMasivo: masivo, yes: yes === true });
      if (tasks.unknown.length + tasks.stillInMasivo.length > 0) frame.fail();
      frame.answer(tasks, () => endedLines(tasks));
    });
}
