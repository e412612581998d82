import type { Environment } from '../../infra/config/config';
import type { OperatedEnvironment } from '../../operator/core/environment';
import type { Operator } from '../../operator/core/operator';
import { CommandError } from '../exit';
import { explained } from '../failures';
import type { AdminCredentials } from '../vendors/admin-credentials';

/** `skipped` was not looked at, and says why. */
export type Level = 'ok' | 'warning' | 'failure' | 'skipped';

/** One line of the doctor's answer. */
export interface Finding {
  readonly level: Level;
  readonly what: string;
  /** What to do about it; where there is nothing to do, there is none. */
  readonly fix?: string;
}

/** One thing to look at. A check changes nothing. */
export interface Check {
  readonly name: string;
  /** Rejections become a finding, too: one thing that cannot be seen must not hide the others. */
  run(patient: DoctorDeps): Promise<readonly Finding[]>;
}

/** What the doctor looks at. */
export interface DoctorDeps {
  readonly environment: OperatedEnvironment;
  readonly operator: Pick<Operator, 'list' | 'overview'>;
  readonly credentials: AdminCredentials;
  /** Undefined for the local bridge: AWS's own settings are looked at only in AWS. */
  readonly deployed: Deployed | undefined;
  /** The operator's environment variables. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
}

export interface Deployed {
  readonly config: Environment;
  /** Concurrent executions that the account has left for functions without a reservation. */
  unreservedConcurrency(): Promise<number>;
  /** What brings the queue to `deliver`. */
  eventSources(): Promise<readonly EventSource[]>;
  /** Where alarms go, and who is told there. */
  alarmSubscriptions(): Promise<readonly AlarmSubscription[]>;
}

export interface EventSource {
  readonly id: string;
  /** `Enabled`, `Disabled`, and what is between them, as Lambda has it. */
  readonly state: string;
}

export interface AlarmSubscription {
  readonly topic: string;
  readonly protocol: string;
  readonly confirmed: boolean;
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

/** What kept a check from looking, as its finding. */
export function unseen(error: unknown): Finding {
  const known = explained(error);
  if (!known) return stumbled(error);
  const { message, fix } = known;
  // A role that may not look is no illness of the bridge.
  const level = /^Your role may not/.test(message)
    ? 'skipped'
    : error instanceof CommandError
      ? 'warning'
      : 'failure';
  return { level, what: message, ...(fix === undefined ? {} : { fix }) };
}

/** A bug, which must not hide what the other checks found. Its message stays out: it may quote what was read. */
function stumbled(error: unknown): Finding {
  const { name, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const [frame = 'nowhere known'] = /^\s+at .*$/m.exec(stack) ?? [];
  return failure(
    `this could not be looked at: ${name} ${frame.trim()}`,
    'That is a bug of the bridge and worth an issue, with this line.',
  );
}
