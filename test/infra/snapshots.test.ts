import { consolePort } from '../../infra/config/console-port';
import { reconcileDefaults } from '../../infra/reconcile-defaults';
import { example, examples } from './environments';
import type { Json } from './json';
import { synthesise } from './support';

/** Hashes of assets change with every line of lambda/; what is deployed with them does not. */
const normalised = (template: Json) =>
  JSON.parse(JSON.stringify(template).replaceAll(/\b[0-9a-f]{64}\b/g, '(asset)'));

test('the example has three environments', () => {
  expect(examples().map(({ stackName }) => stackName)).toEqual([
    'masivo-bridge-dev',
    'masivo-bridge-prod',
    'masivo-bridge-staging',
  ]);
});

test('prod is the template that was looked at', () => {
  expect(normalised(synthesise(example('prod')).template)).toMatchSnapshot();
});

describe.each(['dev', 'staging', 'prod'])('%s', (name) => {
  const { template } = synthesise(example(name));

  test('needs no custom resource and no function but its own', () => {
    const types = Object.values(template.Resources).map(({ Type }) => Type);
    // A test environment asks no vendor what has changed, unless its config says so.
    const own = name === 'prod' ? 4 : 3;
    expect(types.filter((type) => type === 'AWS::Lambda::Function')).toHaveLength(own);
    expect(types.filter((type) => type.startsWith('Custom::') || type.includes('CustomResource'))).toEqual(
      [],
    );
  });
});

/** Every value of a template by its path, without the names of its environment and of what it belongs to. */
function valuesOf(name: string): Map<string, Json> {
  const { aws, masivo } = example(name);
  // As a config says of a test environment that is to rehearse it.
  const subject = { ...example(name), ...(name === 'prod' ? {} : { reconcile: reconcileDefaults }) };
  const text = JSON.stringify(normalised(synthesise(subject).template))
    .replaceAll(aws.account, '(account)')
    .replaceAll(masivo.account, '(masivo)')
    // Only prod says where its runbook is published; alarm-topics.test.ts shows what that does.
    .replaceAll(/Runbook: [^#"\\]*/g, 'Runbook: ')
    .replaceAll(`:${consolePort(example(name).label)}/`, ':(port)/')
    .replaceAll(new RegExp(`\\b${name}\\b`, 'g'), '(name)');
  const values = new Map<string, Json>();
  const walk = (value: Json, path: string): unknown =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).map(([key, part]) => walk(part, `${path}/${key}`))
      : values.set(path, value);
  walk(JSON.parse(text), '');
  return values;
}

const resourceOf = (path: string) => /^\/Resources\/([^/]*)/.exec(path)?.[1] ?? path;
// The hash that CDK puts behind a logical id is that of its path, which the id shows already.
const withoutHash = (path: string) => path.replace('/Resources/', '').replace(/[0-9A-F]{8}(?=\/|$)/, '');

/** What prod has and another environment has not, and the other way round; and values that differ. */
function differences(name: string) {
  const [prod, own] = [valuesOf('prod'), valuesOf(name)];
  const [inProd, inOwn] = [
    new Set([...prod.keys()].map(resourceOf)),
    new Set([...own.keys()].map(resourceOf)),
  ];
  const inBoth = [...new Set([...prod.keys(), ...own.keys()])].filter(
    (path) => inProd.has(resourceOf(path)) && inOwn.has(resourceOf(path)),
  );
  return {
    missing: [...inProd].filter((id) => !inOwn.has(id)).map(withoutHash),
    added: [...inOwn]
      .filter((id) => !inProd.has(id))
      .map(withoutHash)
      .sort(),
    values: Object.fromEntries(
      inBoth
        .filter((path) => prod.get(path) !== own.get(path))
        .map((path) => [withoutHash(path), [prod.get(path), own.get(path)]]),
    ),
  };
}

const heldInProd = [
  'QueuesDeadLetters',
  'QueuesEvents',
  'Ledger',
  'Secretwebhooks',
  'Secretmasivo',
  'Secretemailindex',
  'Secretreconcilekeys',
  'Secretadmin',
  'FunctionsReceiveLogs',
  'FunctionsDeliverLogs',
  'FunctionsOperateLogs',
  'ReconciliationReconcileLogs',
  'WebhookApiAccessLog',
  'OperateApiAccessLog',
];

/** Every alarm of prod but the one that a test environment has, too. */
const alarmsOfLive = synthesise(example('prod'))
  .of('AWS::CloudWatch::Alarm')
  .map(([id]) => withoutHash(id))
  .filter((id) => id !== 'Alarmssignupsrefused');

/** What asks `deliver` for the oldest task. */
const toldOfTasks = ['FunctionsDeliverFunctionTasks', 'FunctionsTasks'];

test.each([
  ['dev', 7, ['SamplesRegistry', 'SamplesSchema']],
  ['staging', 14, ['AlarmsTopicsTopicstagingalarmsexamplecom']],
] as const)(
  '%s is prod but for what its config says, and for what may be deleted',
  (name, logsDays, added) => {
    expect(differences(name)).toEqual({
      missing: [...toldOfTasks, 'AlarmsTopicsTopicloyaltyalarmsexamplecom', ...alarmsOfLive],
      added,
      values: {
        'Ledger/Properties/DeletionProtectionEnabled': [true, false],
        'FunctionsReceiveLogs/Properties/RetentionInDays': [90, logsDays],
        'FunctionsDeliverLogs/Properties/RetentionInDays': [90, logsDays],
        'FunctionsOperateLogs/Properties/RetentionInDays': [90, logsDays],
        'ReconciliationReconcileLogs/Properties/RetentionInDays': [90, logsDays],
        'WebhookApiAccessLog/Properties/RetentionInDays': [90, logsDays],
        'OperateApiAccessLog/Properties/RetentionInDays': [90, logsDays],
        // 5 requests a second in place of 20.
        'FunctionsBatches/Properties/BatchSize': [10, 6],
        'FunctionsBatches/Properties/ScalingConfig/MaximumConcurrency': [4, 2],
        ...Object.fromEntries(
          heldInProd.flatMap((id) =>
            ['DeletionPolicy', 'UpdateReplacePolicy'].map((policy) => [
              `${id}/${policy}`,
              policy === 'DeletionPolicy' ? ['RetainExceptOnCreate', 'Delete'] : ['Retain', 'Delete'],
            ]),
          ),
        ),
      },
    });
  },
);
