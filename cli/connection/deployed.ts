import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type Environment, storesOf } from '../../infra/config/config';
import { ownAddresses } from '../../infra/config/own-addresses';
import { settingsFromConfig } from '../../infra/config/settings-from-config';
import { outputEnding } from '../../infra/output-names';
import { withSignature } from '../../operator/remote/authorise';
import { httpCall } from '../../operator/remote/http-call';
import { CommandError } from '../exit';
import { callerIn, clientIn } from './caller';
import { configOf } from './config';
import type { DeployedConnection } from './connection';

/**
 * Finds the stack of an environment with the operator's own credentials, as the AWS SDK finds them.
 * @param profile of AWS; without one it is the operator's own choice.
 * @param say receives who acts where, before anything else is asked or done.
 * @throws CommandError where it is not the account and region that the environment's config names.
 */
export async function connectToStack(
  name: string,
  configFolder: string,
  say: (line: string) => void,
  profile?: string,
): Promise<DeployedConnection> {
  const config = configOf(name, configFolder);
  const { account, region } = config.aws;
  const who = await callerIn(config, say, profile);

  const stack = await stackOf(config, profile);
  say(`             ${stack.arn}`);
  // An endpoint other than AWS's own may return any stack.
  if (!stack.arn.includes(`:cloudformation:${region}:${account}:`)) {
    throw new CommandError('unsafe', 'The stack is of another account or region than its config says.');
  }
  return connection(config, stack, who, profile);
}

interface Stack {
  readonly arn: string;
  readonly outputs: ReadonlyMap<string, string>;
}

async function stackOf(
  { name, stackName, aws: { region } }: Environment,
  profile: string | undefined,
): Promise<Stack> {
  const client = new CloudFormationClient(clientIn(region, profile));
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
    const [stack] = Stacks ?? [];
    const outputs = (stack?.Outputs ?? []).map((output) => [output.OutputKey, output.OutputValue] as const);
    return {
      arn: stack?.StackId ?? '',
      outputs: new Map(outputs.flatMap(([key, value]) => (key && value ? [[key, value]] : []))),
    };
  } catch (error) {
    // CloudFormation has no error of its own for it.
    if (error instanceof Error && error.name === 'ValidationError') {
      throw new CommandError(
        'unreachable',
        `There is no stack ${stackName} in this account and region.`,
        `Deploy ${name} first: docs/deploy.md.`,
      );
    }
    throw error;
  } finally {
    client.destroy();
  }
}

function connection(
  config: Environment,
  stack: Stack,
  who: string,
  profile: string | undefined,
): DeployedConnection {
  const output = (name: string) => {
    const value = stack.outputs.get(name);
    if (value !== undefined) return value;
    throw new CommandError(
      'failed',
      `The stack ${config.stackName} has no output ${name}: it was deployed from older code or another config.`,
      'Deploy it with the code and the config of this folder.',
    );
  };
  const region = config.aws.region;
  const clients = {
    sqs: new SQSClient(clientIn(region, profile)),
    dynamoDb: new DynamoDBClient(clientIn(region, profile)),
    secrets: new SecretsManagerClient(clientIn(region, profile)),
  };
  const url = output('OperateUrl');
  return {
    kind: 'deployed',
    config,
    outputs: stack.outputs,
    stackArn: stack.arn,
    profile,
    call: httpCall({ url, authorise: withSignature(url, region, clients.sqs.config.credentials) }),
    environment: {
      name: config.name,
      settings: settingsFromConfig(config),
      ledger: { client: clients.dynamoDb, tableName: output('LedgerTable') },
      queue: { client: clients.sqs, url: output('QueueUrl') },
      secrets: {
        client: clients.secrets,
        ids: {
          webhooks: output('SecretWebhooks'),
          masivo: output('SecretMasivo'),
          'email-index': output('SecretEmailIndex'),
          'vendor-keys': stack.outputs.get('SecretVendorKeys'),
          'reconcile-keys': stack.outputs.get('SecretReconcileKeys'),
          admin: output('SecretAdmin'),
        },
      },
      webhookUrls: Object.fromEntries(
        storesOf(config).map(({ source, store, key }) => [
          key,
          output(`Webhook${outputEnding(source, store)}`),
        ]),
      ),
      ownAddresses: ownAddresses(config, stack.outputs.get('GatewayAddress')),
      who,
    },
    close() {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}
