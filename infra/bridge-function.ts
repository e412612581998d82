import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Duration } from 'aws-cdk-lib';
import { type PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  type CfnFunction,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { StoredMapping } from '../lambda/mapping/compiled-mapping';
import type { FunctionName } from './build/bundles';
import type { Environment } from './config/config';
import { settingsFromConfig } from './config/settings-from-config';
import type { Protection } from './protection';

export interface BuildFolders {
  /** Where `buildFunctions` (infra/build/bundles.ts) put the bundles. */
  readonly bundles: string;
  /** Where each environment's code is assembled. CDK copies from it; after synthesis it may be deleted. */
  readonly assets: string;
  /** The config folder's `mapping.ts`, where it has one. */
  readonly mapping?: StoredMapping | undefined;
}

export interface BridgeFunctionProps {
  readonly environment: Environment;
  readonly protection: Protection;
  readonly folders: BuildFolders;
  readonly name: FunctionName;
  readonly description: string;
  readonly memoryMb: number;
  readonly timeout: Duration;
  readonly reservedConcurrency: number | undefined;
  /** For what is called without somebody who waits: how often Lambda calls it again after an error. */
  readonly retryAttempts?: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly permissions: (logs: ILogGroup) => PolicyDocument;
}

/** A function with a role and a log group of its own. */
export class BridgeFunction extends Construct {
  readonly function: LambdaFunction;
  readonly logs: LogGroup;

  constructor(scope: Construct, id: string, props: BridgeFunctionProps) {
    super(scope, id);
    const { environment, reservedConcurrency, retryAttempts } = props;
    // Lambda's own log group would keep everything for ever and outlive the stack.
    this.logs = new LogGroup(this, 'Logs', {
      retention: environment.retention.logsDays satisfies RetentionDays,
      removalPolicy: props.protection.removalPolicy,
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `${environment.stackName}: what ${props.name} may do`,
      path: environment.platform.rolePath ?? '/',
      // In the role itself, which exists before the function and its event source.
      inlinePolicies: { bridge: props.permissions(this.logs) },
    });
    this.function = new LambdaFunction(this, 'Function', {
      description: `${environment.stackName}: ${props.description}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(assembledCode(props)),
      role,
      memorySize: props.memoryMb,
      timeout: props.timeout,
      environment: { ...props.variables },
      logGroup: this.logs,
      // Only in this format can Lambda's START, END and REPORT lines be switched off: they are more bytes than ours and
      // repeat its metrics. At WARN it still logs timeouts, crashes and lost lines. It passes JSON on as it is, unless
      // that goes through the runtime's `console` (lambda/log.ts).
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      ...(retryAttempts === undefined ? {} : { retryAttempts }),
      ...(reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: reservedConcurrency }),
    });
    // CDK waits for the role once more by name; the function refers to it anyway, and cfn-lint warns.
    (this.function.node.defaultChild as CfnFunction).addDeletionOverride('DependsOn');
  }
}

/** The bundle as `npm run build` makes it, with the environment's settings and mapping beside it. */
export function assembledCode({
  folders,
  name,
  environment,
}: Pick<BridgeFunctionProps, 'folders' | 'name' | 'environment'>): string {
  const folder = join(folders.assets, environment.stackName, name);
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(folders.bundles, name, 'index.js'), join(folder, 'index.js'));
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settingsFromConfig(environment), null, 2));
  // `receive` maps nothing.
  if (folders.mapping && name !== 'receive') {
    writeFileSync(join(folder, 'mapping.json'), JSON.stringify(folders.mapping));
  }
  return folder;
}
