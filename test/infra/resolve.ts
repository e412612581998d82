import type { Environment } from '../../infra/config/config';
import type { Json } from './json';
import type { StackTemplate } from './support';

const random12 = 'AbCdEf123456';

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

  return function resolve(value: Json): Json {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    if ('Ref' in value) return resource(value.Ref).ref;
    if ('Fn::GetAtt' in value) {
      const [id, attribute] = value['Fn::GetAtt'];
      if (attribute !== 'Arn') throw new Error(`The test does not know ${id}.${attribute}`);
      return resource(id).arn;
    }
    if ('Fn::Join' in value) return resolve(value['Fn::Join'][1]).join(value['Fn::Join'][0]);
    if ('Fn::Split' in value) return resolve(value['Fn::Split'][1]).split(value['Fn::Split'][0]);
    if ('Fn::Select' in value) return resolve(value['Fn::Select'][1])[Number(value['Fn::Select'][0])];
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, resolve(part)]));
  };
}
