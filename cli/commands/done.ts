import type { Command } from 'commander';
import { bridgeCommand } from '../command';
import type { Frame } from '../frame';

/** Ends tasks that somebody has done outside the bridge. */
export function done(frame: Frame): Command {
  return bridgeCommand(
    'done',
    'OperatorPolicy',
    'end tasks, because what they ask for was done: they are listed no more, and that you did is recorded',
  )
    .argument('<tasks...>', 'IDs, as `held` lists them')
    .action(async (ids: readonly string[]) => {
      const operator = await frame.operator();
      const ended: string[] = [];
      for (const id of ids) if ((await operator.endTask(id)) === 'ended') ended.push(id);
      const unknown = ids.filter((id) => !ended.includes(id));
      if (unknown.length > 0) frame.fail();
      frame.answer({ ended, unknown }, () => [
        ...ended.map((id) => `${id} is done.`),
        ...unknown.map((id) => `${id} is no open task: \`held\` lists those.`),
      ]);
    });
}
