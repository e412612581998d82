import type { Environment } from '../../infra/config/config';
import { resolved } from '../../trials/judges/iam/resolved';
import type { StackTemplate } from './artefact';

const random12 = 'AbCdEf123456';
export const operateApiId = 'a1b2c3d4e5';

/** A part of a template as AWS would resolve it, with names as long as AWS makes them. */
export function resolver({ Resources }: StackTemplate, { aws, stackName }: Environment) {
  const arn = (service: string, rest: string) => `arn:aws:${service}:${aws.region}:${aws.account}:${rest}`;
  // `{stack}-{logical id}-{12}`, cut to what the service allows.
  const physical = (id: string, most: number) =>
    `${`${stackName}-${id}`.slice(0, most - random12.length - 1)}-${random12}`;

  const known: Record<string, (id: string) => { ref: string; arn: string }> = {
    'AWS::SecretsManager::Secret': (id) => {
      const value = arn('secretsmanager', `secret:${id}-${random12}-x1Y2z3`);
      return { ref: value, arn: value };
    },
    'AWS::SQS::Queue': (id) => {
      const name = physical(id, 80);
      return { ref: `https://sqs.${aws.region}.amazonaws.com/${aws.account}/${name}`, arn: arn('sqs', name) };
    },
    'AWS::DynamoDB::Table': (id) => {
      const name = physical(id, 255);
      return { ref: name, arn: arn('dynamodb', `table/${name}`) };
    },
    'AWS::Logs::LogGroup': (id) => {
      const name = physical(id, 512);
      return { ref: name, arn: arn('logs', `log-group:${name}:*`) };
    },
    'AWS::Lambda::EventSourceMapping': () => {
      const uuid = '00000000-0000-4000-8000-000000000000';
      return { ref: uuid, arn: arn('lambda', `event-source-mapping:${uuid}`) };
    },
    'AWS::SNS::Topic': (id) => {
      const topic = arn('sns', physical(id, 256));
      return { ref: topic, arn: topic };
    },
    'AWS::CloudWatch::Dashboard': (id) => {
      const name = physical(id, 255);
      return { ref: name, arn: `arn:aws:cloudwatch::${aws.account}:dashboard/${name}` };
    },
    // By its id, which AWS makes up.
    'AWS::ApiGatewayV2::Api': (id) => {
      const ref = id.startsWith('OperateApi') ? operateApiId : 'b2c3d4e5f6';
      return { ref, arn: `arn:aws:apigateway:${aws.region}::/apis/${ref}` };
    },
    'AWS::Lambda::Function': (id) => {
      const name = physical(id, 64);
      return { ref: name, arn: arn('lambda', `function:${name}`) };
    },
  };

  function resource(id: string): { ref: string; arn: string } {
    const make = known[Resources[id]?.Type ?? ''];
    if (!make) throw new Error(`The test does not know how AWS names ${id}`);
    return make(id);
  }

  return resolved(resource);
}
