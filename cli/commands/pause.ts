import type { Command } from 'commander';
import { longestGrowthMs } from '../../lambda/delivery/back-off';
import { maxMessageAgeDays } from '../../lambda/retry/retry-times';
import type { Settings } from '../../lambda/settings';
import { storeKey } from '../../lambda/store-name';
import type { PauseResult } from '../../operator/core/answers/pause';
import { durationText } from '../../operator/core/text/quantities';
import { bridgeCommand } from '../command';
import type { Frame } from '../frame';
import { chosenStore } from '../stores';

interface Options {
  readonly store?: string;
}

// The functions look anew, and the queue hands out what has become visible.
const slackMs = 5 * 60_000;

const storeOption = ['--store <name>', 'as source/store; without it, all'] as const;

/** While paused, the webhook endpoint still accepts webhooks, and deliveries wait. */
export function pause(frame: Frame): Command {
  return bridgeCommand('pause', 'OperatorPolicy', 'let deliveries wait; webhooks are still accepted')
    .option(...storeOption)
    .action(async ({ store }: Options) => {
      const asked = await named(frame, store);
      const result = await (await frame.operator()).pause([asked]);
      tell(frame, result, [
        ...(result.changed.length === 0 ? [`${inWords([asked])} was paused before.`] : []),
        `Paused: ${inWords(result.paused)}. Batches under way go on for up to 80 seconds.`,
        `Not for longer than ${maxMessageAgeDays} days: SQS deletes messages after 14.`,
      ]);
    });
}

export function resume(frame: Frame): Command {
  return bridgeCommand('resume', 'OperatorPolicy', 'let deliveries go on')
    .option(...storeOption)
    .action(async ({ store }: Options) => {
      const asked = await named(frame, store);
      const result = await (await frame.operator()).resume([asked]);
      const { retry } = (await frame.connect()).environment.settings;
      tell(frame, result, linesOfResume(asked, result, withinText(retry)));
    });
}

/** @param within how long what waited may wait yet */
export function linesOfResume(
  asked: string,
  { paused, changed }: PauseResult,
  within: string,
): readonly string[] {
  const state = paused.length === 0 ? 'Nothing is paused.' : `Still paused: ${inWords(paused)}.`;
  if (changed.length > 0) return [`${state} What waited is delivered within ${within}.`];
  if (asked === '*') return [state];
  // A resume leaves out those alone that are being erased.
  const isErased = paused.includes('*') || paused.includes(asked);
  return [isErased ? `${asked} stays paused until its erasure is over.` : `${asked} was not paused.`, state];
}

async function named(frame: Frame, store: string | undefined): Promise<string> {
  if (store === undefined) return '*';
  return storeKey(chosenStore((await frame.connect()).environment.settings, { store }));
}

/** The longest wait of a paused message; the local bridge waits for seconds only. */
function withinText(retry: Settings['retry']): string {
  return durationText(Math.min(retry.maxRetryAfterMs, longestGrowthMs(retry) + slackMs));
}

const inWords = (stores: readonly string[]) => (stores.includes('*') ? 'all stores' : stores.join(', '));

function tell(frame: Frame, result: PauseResult, lines: readonly string[]): void {
  frame.answer({ environment: frame.options.env, ...result }, () => lines);
}
