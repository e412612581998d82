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
import type { Environment } from './config/config';
import { reconcileTimesOf } from './config/reconciled';
import { BridgeDashboard } from './dashboard';
import { figuresOf } from './figures';
import { Functions } from './functions';
import { ledgerTable } from './ledger-table';
import { OperateApi } from './operate-api';
import { ledgerId } from './output-names';
import { addOutputs } from './outputs';
import { PeoplePolicies } from './people-policies';
import { protectionOf } from './protection';
import { Queues } from './queues';
import { Reconciliation } from './reconciliation';
import { SampleSchema } from './samples/sample-schema';
import { Secrets } from './secrets';
import { WebhookApi } from './webhook-api';

/** One environment: everything between a store's webhook and Masivo, in the merchant's own AWS account. */
export class BridgeStack extends Stack {
  constructor(scope: Construct, environment: Environment, folders: BuildFolders) {
    super(scope, environment.stackName, stackProps(environment));
    for (const [name, value] of Object.entries(tagsOf(environment))) {
      // CloudFormation's published schema of dashboards, which cfn-lint holds templates against, knows no tags.
      Tags.of(this).add(name, value, { excludeResourceTypes: ['AWS::CloudWatch::Dashboard'] });
    }

    const protection = protectionOf(this, environment);
    const holdings = {
      queues: new Queues(this, 'Queues', protection),
      ledger: ledgerTable(this, ledgerId, protection),
      secrets: new Secrets(this, 'Secret', environment, protection),
      key: protection.key,
    };
    const functions = new Functions(this, 'Functions', { ...holdings, environment, protection, folders });
    const webhookApi = new WebhookApi(this, 'WebhookApi', {
      environment,
      protection,
      receive: functions.receive.function,
    });
    const times = reconcileTimesOf(environment);
    const { reconcileKeys: keys } = holdings.secrets;
    const reconciliation =
      times && keys
        ? new Reconciliation(this, 'Reconciliation', {
            ...holdings,
            environment,
            protection,
            folders,
            times,
            keys,
            webhookApi,
          })
        : undefined;
    const operateApi = new OperateApi(this, 'OperateApi', {
      environment,
      protection,
      operate: functions.operate.function,
    });

    const parts = {
      environment,
      ...holdings,
      functions,
      reconciliation,
      webhookApi,
      operateApi,
      figure: figuresOf(environment.label),
    };
    if (environment.sampleEvents !== 'off') {
      new SampleSchema(this, 'Samples', environment, functions.deliver.function);
    }
    const alarms = new Alarms(this, 'Alarms', parts);
    const dashboard = environment.dashboard ? new BridgeDashboard(this, 'Dashboard', parts) : undefined;
    const people = new PeoplePolicies(this, 'People', { ...parts, alarms, dashboard });
    addOutputs(this, { ...parts, alarms, dashboard, people });
  }
}

const tagsOf = ({ label, platform }: Environment) => ({
  app: 'masivo-bridge',
  environment: label,
  ...platform.tags,
});

function stackProps(environment: Environment): StackProps {
  const { aws, mode, name, platform } = environment;
  const { bootstrapQualifier, permissionsBoundary } = platform;
  return {
    env: aws,
    // On the stack, too: where tags are mandatory, CreateStack is refused without them.
    tags: tagsOf(environment),
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
