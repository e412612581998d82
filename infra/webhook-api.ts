import { Stack, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  ApiMapping,
  CfnRoute,
  type CfnStage,
  DomainName,
  HttpApi,
  HttpIntegration,
  HttpIntegrationType,
  HttpStage,
  LogGroupLogDestination,
  PayloadFormatVersion,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { metricsNamespace } from '../lambda/log';
import { webhookPath } from '../lambda/webhook-address';
import { type Environment, storesOf } from './config/config';
import { webhooksThrottled } from './figures';
import { noRoute } from './ingress-capacity';
import { outputEnding } from './output-names';
import type { Protection } from './protection';

export interface WebhookApiProps {
  readonly environment: Environment;
  readonly protection: Protection;
  readonly receive: IFunction;
}

/**
 * The public address. Only the addresses of configured stores reach our code; API Gateway itself answers all others.
 * With a domain, each of its keys is a path in front of them (`/KEY/webhooks/…`), which the gateway takes away.
 */
export class WebhookApi extends Construct {
  readonly api: HttpApi;
  /** What stands in front of a store's path, without a slash at the end. */
  readonly url: string;
  /** Where a custom domain's DNS record has to point. */
  readonly domainTarget: string | undefined;
  /** The gateway's own address beside a domain, also when it is closed: what still points there is found by it. */
  readonly gatewayAddress: string | undefined;
  /** Has every request, also those that do not reach our code. */
  readonly accessLog: LogGroup;

  constructor(scope: Construct, id: string, { environment, protection, receive }: WebhookApiProps) {
    super(scope, id);
    const { domain } = environment.ingress;
    this.api = new HttpApi(this, 'Api', {
      description: `${environment.stackName}: webhooks`,
      createDefaultStage: false,
      // Off only in a later deployment than the domain's: what is still subscribed to it would be lost.
      ...(domain?.closeGatewayAddress ? { disableExecuteApiEndpoint: true } : {}),
    });
    const routes = this.#routes(environment, receive);
    this.accessLog = this.#accessLog(environment, protection);
    const stage = this.#stage(environment, routes);
    if (domain) {
      const name = new DomainName(this, 'Domain', {
        domainName: domain.name,
        certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
      });
      for (const key of domain.pathKeys) {
        // Named by the key: a rotation adds a mapping and later takes one away, and changes none.
        new ApiMapping(this, `Mapping${key}`, {
          api: this.api,
          domainName: name,
          stage,
          apiMappingKey: key,
        });
      }
      this.domainTarget = name.regionalDomainName;
      const { region, urlSuffix } = Stack.of(this);
      // CDK's own name for it throws once the address is closed.
      this.gatewayAddress = `https://${this.api.apiId}.execute-api.${region}.${urlSuffix}`;
    }
    this.url = domain ? `https://${domain.name}/${domain.pathKeys[0]}` : this.api.apiEndpoint;
  }

  /** One for each store, so that each has a limit of its own. All share one integration and one permission. */
  #routes(environment: Environment, receive: IFunction): CfnRoute[] {
    const { integrationId } = new HttpIntegration(this, 'Receive', {
      httpApi: this.api,
      integrationType: HttpIntegrationType.AWS_PROXY,
      integrationUri: receive.functionArn,
      payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
    });
    // For each route it would be a statement of the function's policy, which holds 20 KB.
    receive.addPermission('Routes', {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: this.api.arnForExecuteApi(),
      scope: this,
    });
    return storesOf(environment).map((store) => {
      const route = new CfnRoute(this, `Route${outputEnding(store.source, store.store)}`, {
        apiId: this.api.apiId,
        routeKey: `POST ${webhookPath(store)}`,
        target: `integrations/${integrationId}`,
        authorizationType: 'NONE',
      });
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason:
          'Vendors cannot sign requests for IAM or bring a JWT. `receive` verifies their HMAC signature over the raw bytes before anything else and answers 401 without one; an authorizer sees no body, so it could not.',
      });
      return route;
    });
  }

  #stage(environment: Environment, routes: readonly CfnRoute[]): HttpStage {
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: noRoute,
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLog),
        format: AccessLogFormat.custom(JSON.stringify(accessLogLine(environment.label))),
      },
    });
    const { requestsPerSecond, burst } = environment.ingress;
    const own = { ThrottlingRateLimit: requestsPerSecond, ThrottlingBurstLimit: burst };
    // CDK's own stage takes one limit for all routes.
    const cfnStage = stage.node.defaultChild as CfnStage;
    cfnStage.routeSettings = Object.fromEntries(routes.map(({ routeKey }) => [routeKey, own]));
    // A stage cannot have settings of a route that is not there yet.
    stage.node.addDependency(...routes);
    return stage;
  }

  #accessLog(environment: Environment, { removalPolicy }: Protection): LogGroup {
    const log = new LogGroup(this, 'AccessLog', {
      retention: environment.retention.logsDays,
      removalPolicy,
    });
    // API Gateway counts its 429s among all 4xx, where strangers' wrong paths are too.
    new MetricFilter(this, 'Throttled', {
      logGroup: log,
      filterPattern: FilterPattern.stringValue('$.status', '=', '429'),
      metricNamespace: metricsNamespace,
      metricName: webhooksThrottled,
      metricValue: '1',
      dimensions: { environment: '$.environment' },
    });
    return log;
  }
}

/**
 * No body, query string or header, where personal data could be. Each byte is billed with every webhook, so nothing is
 * logged twice: CloudWatch has the time of each line.
 */
const accessLogLine = (environment: string) => ({
  // A constant: a metric filter takes its dimensions from the line alone.
  environment,
  requestId: '$context.requestId',
  ip: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  path: '$context.path',
  status: '$context.status',
  ms: '$context.responseLatency',
  integrationStatus: '$context.integrationStatus',
  error: '$context.integrationErrorMessage',
});
