import { Stack, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CfnApi,
  CfnRoute,
  HttpApi,
  HttpIntegration,
  HttpIntegrationType,
  HttpMethod,
  HttpStage,
  LogGroupLogDestination,
  PayloadFormatVersion,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type CallKind, type CallName, operateRoutes, pathOfCall } from '../lambda/operate-calls';
import type { Environment } from './config/config';
import type { Protection } from './protection';

export interface OperateApiProps {
  readonly environment: Environment;
  readonly protection: Protection;
  readonly operate: IFunction;
}

/** More than a few consoles and a bulk replay ask for; above it callers wait and ask again. */
const throttle = { rateLimit: 50, burstLimit: 100 };

/**
 * Where people's programs call `operate`. IAM lets in whoever's policies name the route, and tells the function who that
 * is. A route for each call: what has none is answered by API Gateway.
 */
export class OperateApi extends Construct {
  readonly api: HttpApi;
  /** Without a slash at the end. */
  readonly url: string;
  /** Every call with who made it. */
  readonly accessLog: LogGroup;

  constructor(scope: Construct, id: string, { environment, protection, operate }: OperateApiProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      description: `${environment.stackName}: what people see and do`,
      createDefaultStage: false,
    });
    const { integrationId } = new HttpIntegration(this, 'Operate', {
      httpApi: this.api,
      integrationType: HttpIntegrationType.AWS_PROXY,
      integrationUri: operate.functionArn,
      payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
    });
    // For each route it would be a statement of the function's policy, which holds 20 KB.
    operate.addPermission('Routes', {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: this.api.arnForExecuteApi(),
      scope: this,
    });
    for (const { kind, name, path } of operateRoutes) {
      new CfnRoute(this, `${kind}-${name}`, {
        apiId: this.api.apiId,
        routeKey: `POST ${path}`,
        target: `integrations/${integrationId}`,
        authorizationType: 'AWS_IAM',
      });
    }
    this.accessLog = new LogGroup(this, 'AccessLog', {
      retention: environment.retention.logsDays,
      removalPolicy: protection.removalPolicy,
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle,
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLog),
        format: AccessLogFormat.custom(JSON.stringify(accessLogLine)),
      },
    });
    this.url = this.api.apiEndpoint;
  }

  /** What IAM judges the calls of a kind on. */
  arnOf(kind: CallKind): string {
    return this.api.arnForExecuteApi(HttpMethod.POST, `/${kind}/*`, '$default');
  }

  /** What IAM judges one call on. */
  arnOfCall(name: CallName): string {
    return this.api.arnForExecuteApi(HttpMethod.POST, pathOfCall(name), '$default');
  }

  /** Has cdk-nag accept a policy for all calls of a kind. */
  acknowledge(policy: Construct, kind: CallKind): void {
    const id = Stack.of(this).getLogicalId(this.api.node.defaultChild as CfnApi);
    Validations.of(policy).acknowledge({
      // As cdk-nag writes an ARN that is not known before the deployment.
      id: `AwsSolutions-IAM5[Resource::${this.arnOf(kind).replace(this.api.apiId, `<${id}>`)}]`,
      reason: `All calls that are a${kind === 'act' ? 'n act' : ' read'} (lambda/operate-calls.ts); a policy of the merchant's own may name single ones.`,
    });
  }
}

/** No body, where personal data could be. */
const accessLogLine = {
  requestId: '$context.requestId',
  caller: '$context.identity.userArn',
  ip: '$context.identity.sourceIp',
  path: '$context.path',
  status: '$context.status',
  ms: '$context.responseLatency',
  error: '$context.error.message',
};
