import type { Command } from 'commander';
import { customerKey, storeKey } from '../../lambda/store-name';
import type { ToldDiscard } from '../../operator/core/answers/deliveries';
import type { ShownDelivery } from '../../operator/core/answers/shown-delivery';
import { nextTryText } from '../../operator/core/text/next-try';
import { originText } from '../../operator/core/text/origin';
import { durationText } from '../../operator/core/text/quantities';
import { unknownDelivery } from '../../operator/core/text/unknown-delivery';
import type { ToldCall } from '../../operator/core/told-reason';
import { deliveryId } from '../arguments';
import { bridgeCommand } from '../command';
import { CommandError } from '../exit';
import type { Frame } from '../frame';
import { consentFacts, factLines, outcomeIn, seconds, table } from '../print';

export function show(frame: Frame): Command {
  return bridgeCommand('show', 'ReadOnlyPolicy', 'everything about one delivery')
    .argument('<delivery>', 'its id, as `deliveries` lists it and as the store was told')
    .option('--reveal', 'show personal data, too; that you did is recorded')
    .addHelpText('after', 'With --reveal the OperatorPolicy, too.')
    .action(async (id: string, { reveal = false }: { reveal?: boolean }) => {
      const shown = await shownDelivery(frame, id, reveal);
      frame.answer(shown, () => lines(frame, shown));
      if (!reveal) frame.terminal.err('Personal data is masked. --reveal shows it, and is recorded.');
    });
}

/** @throws CommandError where it is no ID, or the ledger has no such delivery. */
export async function shownDelivery(frame: Frame, id: string, reveal: boolean): Promise<ShownDelivery> {
  const shown = await (await frame.operator()).show(deliveryId(id), { reveal });
  if (shown) return shown;
  throw new CommandError(
    'failed',
    `${id} in ${frame.options.env}: ${unknownDelivery.what}`,
    unknownDelivery.fix,
  );
}

function lines({ paint, terminal }: Frame, shown: ShownDelivery): readonly string[] {
  const { explanation, latencyMs, nextTryAt } = shown;
  const facts: readonly (readonly [string, string | null])[] = [
    ['delivery', shown.id],
    ['store', storeKey(shown)],
    ['customer', [shown.customer ?? 'none', shown.maskedEmail ?? ''].join('  ').trim()],
    ['outcome', [outcomeIn(paint, shown.outcome), shown.reason?.text ?? ''].join('  ').trim()],
    ['', explanation.what],
    ['to do', explanation.fix ?? (explanation.replayHelps ? 'Fix the cause, then replay it.' : null)],
    ['received', `${seconds(shown.receivedAt)}, ${originText(shown.signedWith)}`],
    [
      'took',
      latencyMs === null
        ? null
        : `${durationText(latencyMs)} from when it was received until it ended, without later replays`,
    ],
    ['next try', nextTryAt && `${seconds(nextTryAt)}: ${nextTryText(nextTryAt, terminal.now())}`],
    ['discarded', shown.discarded && discardText(shown.discarded)],
    ['mapping', shown.mapping && `${shown.mapping} (mapping.ts at the last attempt)`],
    ['release', shown.release],
    ['waits', shown.waiting && `for a decision on ${customerKey(shown.waiting)} (${shown.waiting.kind})`],
    ['wallet', shown.walletId],
    ...consentFacts(shown.consent),
  ];
  return [
    ...factLines(paint, facts),
    '',
    ...attemptLines(paint, shown),
    '',
    paint.dim('headers kept'),
    ...Object.entries(shown.headers).map(([name, value]) => `  ${name}: ${value}`),
    '',
    paint.dim('body received'),
    ...(shown.isAct
      ? ['  none: an operator’s decision began this log, that of the event has expired']
      : shown.withoutBody !== null
        ? [`  not kept, so it cannot be replayed: ${shown.withoutBody}`]
        : shown.unreadable === null
          ? json(shown.received)
          : [`  ${shown.unreadable}`]),
    '',
    ...customerLines(paint, shown),
  ];
}

function attemptLines(paint: Frame['paint'], { attempts, attemptCount }: ShownDelivery): readonly string[] {
  const left = attemptCount - attempts.length;
  return [
    ...table(
      paint,
      ['attempt', 'series', 'took', 'outcome', 'reason', 'calls'],
      attempts.map((attempt) => [
        seconds(attempt.at),
        String(attempt.series),
        durationText(attempt.ms),
        outcomeIn(paint, attempt.outcome),
        attempt.reason?.text ?? '',
        attempt.calls.map(callText).join(', '),
      ]),
    ),
    ...(left > 0 ? [`and ${left} between the first and the latest of these`] : []),
    ...answerLines(paint, attempts),
  ];
}

/** What Masivo answered to calls that failed, masked. */
function answerLines(paint: Frame['paint'], attempts: ShownDelivery['attempts']): readonly string[] {
  const lines = attempts.flatMap(({ at, calls }) =>
    calls.flatMap(({ call, status, answered }) =>
      answered === undefined ? [] : [`  ${seconds(at)}  ${call} ${status}: ${answered}`],
    ),
  );
  return lines.length === 0 ? [] : ['', paint.dim('what Masivo answered'), ...lines];
}

const discardText = ({ at, who, note }: ToldDiscard) =>
  `${seconds(at)} by ${who}${note === null ? '' : `: ${note}`}`;

const callText = ({ call, status, failure, ms }: ToldCall) =>
  `${call} ${status ?? failure?.text ?? 'no answer'} (${durationText(ms)})`;

function customerLines(paint: Frame['paint'], { sent, mapped, unmapped }: ShownDelivery): readonly string[] {
  if (sent) return [paint.dim('customer sent to Masivo'), ...json(sent)];
  if (mapped) return [paint.dim('customer as the code at hand maps it'), ...json(mapped)];
  return [paint.dim('customer'), `  none: ${unmapped?.text}`];
}

const json = (value: unknown) =>
  JSON.stringify(value, null, 2)
    .split('\n')
    .map((line) => `  ${line}`);
