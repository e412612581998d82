import {
  DefaultStackSynthesizer,
  type IStackSynthesizer,
  PermissionsBoundary,
  Stack,
  type StackProps,
  Tags,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Alarms } from './alarms/alarms';
import type { BuildFolders } from './bridge-function';
import type { Environment } from './config';
import { BridgeDashboard } from './dashboard';
import { Door } from './door';
import { figuresOf } from './figures';
import { Functions } from './functions';
import { ledgerTable } from './ledger-table';
import { addOutputs } from './outputs';
import { PeoplePolicies } from './people-policies';
import { protectionOf } from './protection';
import { Queues } from './queues';
import { SampleSchema } from './sample-schema';
import { Secrets } from './secrets';

/** One environment: everything between a store's webhook and Masivo, in the merchant's own AWS account. */
export class BridgeStack extends Stack {
  constructor(scope: Construct, environment: Environment, folders: BuildFolders) {
    super(scope, environment.stackName, stackProps(environment));
    const tags = { app: 'masivo-bridge', environment: environment.label, ...environment.platform.tags };
    for (const [name, value] of Object.entries(tags)) {
      // CloudFormation's published schema of dashboards, which cfn-lint holds templates against, knows no tags.
      Tags.of(this).add(name, value, { excludeResourceTypes: ['AWS::CloudWatch::Dashboard'] });
    }

    const protection = protectionOf(this, environment);
    const holdings = {
      queues: new Queues(this, 'Queues', protection),
      ledger: ledgerTable(this, 'Ledger', protection),
      secrets: new Secrets(this, 'Secret', environment, protection),
      key: protection.key,
    };
    const functions = new Functions(this, 'Functions', { ...holdings, environment, protection, folders });
    const door = new Door(this, 'Door', { environment, protection, receive: functions.receive.function });

    const parts = { environment, ...holdings, functions, door, figure: figuresOf(environment.label) };
    if (environment.sampleEvents !== 'off') {
      new SampleSchema(this, 'Samples', environment, functions.deliver.function);
    }
    addOutputs(this, {
      ...parts,
      alarms: new Alarms(this, 'Alarms', parts),
      dashboard: new BridgeDashboard(this, 'Dashboard', parts),
      people: new PeoplePolicies(this, 'People', parts),
    });
  }
}

function stackProps({ aws, mode, name, platform }: Environment): StackProps {
  const { bootstrapQualifier, permissionsBoundary } = platform;
  return {
    env: aws,
    description: `masivo-bridge, ${name}: carries shoppers who sign up in a store into Masivo`,
    terminationProtection: mode === 'live',
    analyticsReporting: false,
    ...(bootstrapQualifier === undefined
      ? {}
      : // CDK's own class does not fit its interface under TypeScript's exactOptionalPropertyTypes.
        { synthesizer: new DefaultStackSynthesizer({ qualifier: bootstrapQualifier }) as IStackSynthesizer }),
    ...(permissionsBoundary === undefined ? {} : { permissionsBoundary: boundary(permissionsBoundary) }),
  };
}

const boundary = (policy: string) =>
  policy.startsWith('arn:') ? PermissionsBoundary.fromArn(policy) : PermissionsBoundary.fromName(policy);
