import { type AwsFailureKind, awsFailureOf, namesOf } from '../operator/core/aws-failure';
import { CommandError, type Exit } from './exit';

const exits: Readonly<Record<AwsFailureKind, Exclude<Exit, 'ok'>>> = {
  'no-credentials': 'unreachable',
  'bad-credentials': 'unreachable',
  denied: 'unreachable',
  network: 'unreachable',
  throttled: 'failed',
  missing: 'failed',
  refused: 'failed',
  failing: 'failed',
};

/** An unexpected error as a sentence; undefined where it is a bug of ours. */
export function explained(error: unknown): CommandError | undefined {
  if (error instanceof CommandError) return error;
  // Ctrl-C at a prompt, as @inquirer reports it.
  if (namesOf(error).includes('ExitPromptError'))
    return new CommandError('failed', 'Nothing was entered, and nothing was changed.');
  const failure = awsFailureOf(error);
  if (!failure) return undefined;
  const fix =
    failure.kind === 'denied'
      ? "The command's help names the policy it needs (`npm run bridge -- help COMMAND`)."
      : failure.fix;
  return new CommandError(exits[failure.kind], failure.detailed, fix);
}
