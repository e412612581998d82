import type { Command } from 'commander';
import { aboutText } from '../../operator/core/text/act';
import { wholeFrom } from '../arguments';
import { bridgeCommand } from '../command';
import type { Frame } from '../frame';
import { seconds, table } from '../print';

export function actions(frame: Frame): Command {
  return bridgeCommand('actions', 'ReadOnlyPolicy', 'what operators did, and who, newest first')
    .option('--limit <n>', 'how many', wholeFrom(1, 1000), 20)
    .action(async ({ limit }: { limit: number }) => {
      const done = await (await frame.operator()).actions(limit);
      frame.answer(done, () =>
        done.length === 0
          ? ['none']
          : table(
              frame.paint,
              ['at', 'who', 'did', 'about'],
              done.map(({ at, who, what, about, release }) => [
                seconds(at),
                who,
                release === undefined ? what : `${what} ${release}`,
                aboutText(about),
              ]),
            ),
      );
    });
}
