import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Environment } from '../../infra/config/config';
import { CommandError } from '../exit';

/**
 * Who acts, with the operator's own credentials as the AWS SDK finds them.
 * @param profile of AWS; without one it is the operator's own choice (`AWS_PROFILE`, or whatever is there).
 * @param say receives who acts where, before anything else is asked or done.
 * @returns the caller's ARN
 * @throws CommandError where it is not the account and region that the environment's config names.
 */
export async function callerIn(
  config: Environment,
  say: (line: string) => void,
  profile?: string,
): Promise<string> {
  const { name, stackName } = config;
  const { account, region } = config.aws;
  const caller = await callerOf(region, profile);
  say(`caller       account ${caller.account}, region ${caller.region}, ${caller.arn}`);
  say(`environment  account ${account}, region ${region}, ${name} (stack ${stackName})`);
  if (caller.account !== account || caller.region !== region) {
    const what = caller.account === account ? 'region' : 'account';
    throw new CommandError(
      'unsafe',
      `Your credentials and the environment ${name} are of different AWS ${what}s; nothing was done.`,
      'Set AWS_PROFILE and AWS_REGION to those of the environment, or name another one with --env.',
    );
  }
  return caller.arn;
}

interface Caller {
  readonly account: string;
  readonly region: string;
  readonly arn: string;
}

async function callerOf(environmentRegion: string, profile: string | undefined): Promise<Caller> {
  // Without a region of the operator's own (AWS_REGION, or the profile's), using the environment's is no mistake. Nor is
  // it where the profile is named beside the environment.
  const region = (profile === undefined ? await ownRegion() : undefined) ?? environmentRegion;
  const client = new STSClient(clientIn(region, profile));
  try {
    const { Account, Arn } = await client.send(new GetCallerIdentityCommand({}));
    return { account: Account ?? 'unknown', region, arn: Arn ?? 'unknown' };
  } finally {
    client.destroy();
  }
}

/** How each client is made. */
export const clientIn = (region: string, profile: string | undefined) =>
  profile === undefined ? { region } : { region, profile };

async function ownRegion(): Promise<string | undefined> {
  try {
    return await new STSClient({}).config.region();
  } catch {
    return undefined;
  }
}
