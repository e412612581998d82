import { type AwsFailure, type AwsFailureKind, awsFailureOf, namesOf } from '../operator/core/aws-failure';
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

/**
 * An unexpected error as a sentence; undefined where it is a bug of ours.
 * @param profile what AWS_PROFILE names
 */
export function explained(error: unknown, profile?: string): CommandError | undefined {
  if (error instanceof CommandError) return error;
  // Ctrl-C at a prompt, as @inquirer reports it.
  if (namesOf(error).includes('ExitPromptError'))
    return new CommandError('failed', 'Nothing was entered, and nothing was changed.');
  const failure = awsFailureOf(error);
  if (!failure) return undefined;
  return new CommandError(exits[failure.kind], failure.detailed, fixOf(failure, profile));
}

function fixOf({ kind, fix }: AwsFailure, profile: string | undefined): string {
  if (kind === 'denied')
    return "The command's help names the policy it needs (`npm run bridge -- help COMMAND`).";
  // The SDK does not say that there is no such profile.
  if (kind === 'no-credentials' && profile) {
    return `Is the profile ${profile}, which AWS_PROFILE names, in ~/.aws/config? Where it uses SSO, sign in with \`aws sso login --profile ${profile}\`.`;
  }
  return fix;
}
