import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Operator, RedriveProgress } from '../../operator/operator';
import { bridgeCommand } from '../command';
import type { Frame } from '../frame';
import { count } from '../print';

const lookEveryMs = 500;

export function redrive(frame: Frame): Command {
  return bridgeCommand(
    'redrive',
    'OperatorPolicy',
    'move all of the DLQ back to the queue, after the cause is mended',
  ).action(async () => {
    const operator = await frame.operator();
    const begun = await operator.redrive();
    if (begun === 'empty') {
      frame.answer({ redrive: begun }, () => ['The DLQ is empty.']);
      return;
    }
    if (begun === 'running') frame.terminal.err('A redrive is under way already; this follows it.');
    const end = await follow(frame, operator);
    const ended = end.status === 'COMPLETED';
    if (!ended) frame.fail();
    frame.answer({ redrive: begun, ...end }, () => [
      ended
        ? `${count(end.moved, 'message is', 'messages are')} on the queue again.`
        : `SQS ended the move as ${end.status} after ${count(end.moved, 'message', 'messages')}. Give the command again for the rest.`,
    ]);
  });
}

async function follow({ terminal }: Frame, operator: Operator): Promise<RedriveProgress> {
  const bar = terminal.progress('[{bar}] {value}/{total}', 1);
  try {
    for (;;) {
      const progress = await operator.redriveProgress();
      if (progress) {
        bar.update(progress.moved, {}, progress.toMove ?? progress.moved);
        if (progress.status !== 'RUNNING' && progress.status !== 'CANCELLING') return progress;
      }
      await sleep(lookEveryMs);
    }
  } finally {
    bar.stop();
  }
}
