import type { Command } from 'commander';
import { systemClock } from '../../lambda/clock';
import type { RedriveProgress } from '../../operator/core/answers/redrive';
import type { Operator } from '../../operator/core/operator';
import { countText } from '../../operator/core/text/quantities';
import { type ByReason, countByReason, reasonLines } from '../by-reason';
import { bridgeCommand } from '../command';
import { followRedrive } from '../follow-redrive';
import type { Frame } from '../frame';

export function redrive(frame: Frame): Command {
  return bridgeCommand(
    'redrive',
    'OperatorPolicy',
    'move all of the DLQ back to the queue, after the cause is fixed; without --yes only tells what',
  )
    .option('--yes', 'do it')
    .action(async ({ yes }: { yes?: true }) => {
      const operator = await frame.operator();
      if (!yes) return tell(frame, operator);
      const begun = await operator.redrive();
      const { kind } = begun;
      switch (kind) {
        case 'empty':
          return frame.answer({ redrive: kind }, () => ['The DLQ is empty.']);
        case 'looked-at':
          frame.fail();
          return frame.answer({ redrive: kind, messages: begun.messages }, () => [
            `${countText(begun.messages, 'message of the DLQ is', 'messages of the DLQ are')} being looked at. Run the command again in half a minute.`,
          ]);
        case 'started':
        case 'running': {
          if (kind === 'running') frame.terminal.err('A redrive is under way already; this follows it.');
          const end = await follow(frame, operator, begun.since);
          if (end?.status !== 'COMPLETED') frame.fail();
          return frame.answer({ redrive: kind, ...end }, () => [endInWords(end)]);
        }
        default:
          kind satisfies never;
      }
    });
}

/** What a redrive would try, and what it would be refused for again. */
async function tell(frame: Frame, operator: Operator): Promise<void> {
  const [{ deadLetters, mapping }, refused, here] = await Promise.all([
    operator.overview(),
    countByReason({ outcomes: ['refused'] }, operator),
    frame.mapping(),
  ]);
  const deployed = { deployed: mapping, here: here?.hash ?? null };
  frame.answer({ redrive: 'not-done', messages: deadLetters, mapping: deployed, refused }, () =>
    beforeRedrive(frame, { messages: deadLetters, ...deployed, refused }),
  );
}

interface BeforeRedrive {
  readonly messages: number;
  /** The hashes of the mappings: of what is deployed, and of the folder's. */
  readonly deployed: string | null;
  readonly here: string | null;
  readonly refused: ByReason;
}

/** Pure. */
export function beforeRedrive(
  frame: Pick<Frame, 'paint'>,
  { messages, deployed, here, refused }: BeforeRedrive,
): readonly string[] {
  const listed = refused.counted === 0 ? [] : ['Refused:', ...reasonLines(frame, refused)];
  if (messages === 0) {
    const rest = 'None of these has a message: `replay --outcome refused` tries them from their logs.';
    return ['The DLQ is empty.', ...listed, ...(listed.length > 0 ? [rest] : [])];
  }
  return [
    `To move back to the queue: ${countText(messages, 'message')} of the DLQ, whatever they were refused for.`,
    ...listed,
    ...(deployed === here
      ? []
      : [
          `The deployed mapping is ${deployed ?? 'none'}, and the folder's is ${here ?? 'none'}: if that is the correction, deploy first.`,
        ]),
    'Nothing was done. --yes does it. `replay --reason CODE` tries only what one reason refused.',
  ];
}

function endInWords(end: RedriveProgress | undefined): string {
  if (!end) return 'SQS accepted the move, but does not list it. Run the command again to see what is left.';
  const { status, failureReason, moved } = end;
  if (status === 'COMPLETED') return `${countText(moved, 'message is', 'messages are')} on the queue again.`;
  const why = failureReason === null ? '' : ` (${failureReason})`;
  return `SQS ended the move as ${status}${why} after ${countText(moved, 'message')}. Run the command again for the rest.`;
}

async function follow({ terminal }: Frame, operator: Operator, since: number) {
  const bar = terminal.progress('[{bar}] {value}/{total}', 1);
  try {
    return await followRedrive(
      () => operator.redriveProgress(since),
      ({ moved, toMove }) => bar.update(moved, {}, toMove ?? moved),
      systemClock,
    );
  } finally {
    bar.stop();
  }
}
