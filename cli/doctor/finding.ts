import { awsFailureOf } from '../../operator/core/aws-failure';
import { CommandError } from '../exit';
import { explained } from '../failures';

/** `skipped` was not checked, and says why. */
export type Level = 'ok' | 'warning' | 'failure' | 'skipped';

/** One line of the doctor's output. */
export interface Finding {
  readonly level: Level;
  readonly what: string;
  /** What to do about it; left out where there is nothing to do. */
  readonly fix?: string;
}

export const ok = (what: string): Finding => ({ level: 'ok', what });
export const warning = (what: string, fix: string): Finding => ({ level: 'warning', what, fix });
export const failure = (what: string, fix: string): Finding => ({ level: 'failure', what, fix });
export const skipped = (what: string, fix?: string): Finding => ({
  level: 'skipped',
  what,
  ...(fix === undefined ? {} : { fix }),
});

export const onlyInAws = [skipped('only in AWS')];

/** Why a check could not run, as its finding. */
export function unseen(error: unknown): Finding {
  const known = explained(error);
  if (!known) return stumbled(error);
  const { message, fix } = known;
  // Missing permissions are not a fault of the bridge.
  const denied = awsFailureOf(error)?.kind === 'denied';
  const level = denied ? 'skipped' : error instanceof CommandError ? 'warning' : 'failure';
  return { level, what: message, ...(fix === undefined ? {} : { fix }) };
}

/** A bug in a check. Its message is left out: it may quote what was read. */
function stumbled(error: unknown): Finding {
  const { name, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const [frame = 'nowhere known'] = /^\s+at .*$/m.exec(stack) ?? [];
  return failure(
    `this check failed: ${name} ${frame.trim()}`,
    'That is a bug of the bridge and worth an issue, with this line.',
  );
}
