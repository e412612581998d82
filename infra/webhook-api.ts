import { Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  ApiMapping,
  DomainName,
  HttpApi,
  HttpMethod,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { metricsNamespace } from '../lambda/log';
import { webhookRoutes } from '../lambda/webhook-address';
import type { Environment } from './config/config';
import { webhooksThrottled } from './figures';
import type { Protection } from './protection';

export interface WebhookApiProps {
  readonly environment: Environment;
  readonly protection: Protection;
  readonly receive: IFunction;
}

/** The public address. Only webhook addresses reach our code; API Gateway itself answers all others. */
export class WebhookApi extends Construct {
  readonly api: HttpApi;
  /** Without a slash at the end. */
  readonly url: string;
  /** Where a custom domain's DNS record has to point. */
  readonly domainTarget: string | undefined;
  /** Has every request, also those that do not reach our code. */
  readonly accessLog: LogGroup;

  constructor(scope: Construct, id: string, { environment, protection, receive }: WebhookApiProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      description: `${environment.stackName}: webhooks`,
      createDefaultStage: false,
    });
    const integration = new HttpLambdaIntegration('Receive', receive);
    for (const path of webhookRoutes) {
      const routes = this.api.addRoutes({ path, methods: [HttpMethod.POST], integration });
      Validations.of(routes[0] ?? this.api).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason:
          'Vendors cannot sign requests for IAM or bring a JWT. `receive` verifies their HMAC signature over the raw bytes before anything else and answers 401 without one; an authorizer sees no body, so it could not.',
      });
    }
    this.accessLog = this.#accessLog(environment, protection);
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: {
        rateLimit: environment.ingress.requestsPerSecond,
        burstLimit: environment.ingress.burst,
      },
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLog),
        format: AccessLogFormat.custom(JSON.stringify(accessLogLine(environment.label))),
      },
    });
    const domain = environment.ingress.domain;
    if (domain) {
      const name = new DomainName(this, 'Domain', {
        domainName: domain.name,
        certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
      });
      // The gateway's own address goes on working: subscriptions made before the domain keep arriving.
      new ApiMapping(this, 'Mapping', { api: this.api, domainName: name, stage });
      this.domainTarget = name.regionalDomainName;
    }
    this.url = domain ? `https://${domain.name}` : this.api.apiEndpoint;
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
