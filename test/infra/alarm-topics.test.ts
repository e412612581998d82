import { runbookIn } from '../../infra/alarms/runbook';
import { memberOf } from '../../lambda/json';
import manifest from '../../package.json';
import { alarmsWherePeopleAre, environment, example } from './environments';
import { synthesise } from './support';

const prod = synthesise(example('prod'));
const alarms = prod.of('AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);

describe('who is told', () => {
  const page = 'arn:aws:sns:eu-west-1:111111111111:page';
  const ticket = 'arn:aws:sns:eu-west-1:111111111111:ticket';
  const actions = (built: typeof prod) =>
    Object.fromEntries(
      built.of('AWS::CloudWatch::Alarm').map(([, { Properties }]) => {
        expect(Properties.OKActions).toEqual(Properties.AlarmActions);
        return [Properties.AlarmName.replace('masivo-bridge-dev-', ''), Properties.AlarmActions];
      }),
    );

  test('is one topic of our own with the e-mail of the config', () => {
    const [topic] = prod.only('AWS::SNS::Topic');
    for (const { AlarmActions } of alarms) expect(AlarmActions).toEqual([{ Ref: topic }]);
    expect(prod.only('AWS::SNS::Subscription')[1].Properties).toMatchObject({
      Protocol: 'email',
      Endpoint: 'loyalty-alarms@example.com',
    });
  });

  test('which takes publications over TLS alone, from alarms of this account', () => {
    const [topic] = prod.only('AWS::SNS::Topic');
    expect(prod.only('AWS::SNS::TopicPolicy')[1].Properties.PolicyDocument.Statement).toEqual([
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      {
        Sid: 'AlarmsOfThisAccount',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: { Ref: topic },
        Condition: { StringEquals: { 'aws:SourceAccount': '333333333333' } },
      },
    ]);
  });

  test('are two given topics: one that wakes somebody, and one that waits', () => {
    const built = synthesise(environment({ alarms: { page, ticket, all: true } }));
    expect(built.of('AWS::SNS::Topic')).toEqual([]);
    expect(built.template.Outputs).not.toHaveProperty('AlarmTopic');
    const told = actions(built);
    const tickets = Object.keys(told).filter((name) => told[name][0] === ticket);
    expect(tickets.sort()).toEqual([
      'deliver-fails-throttles',
      'fields-not-read',
      'masivo-throttles',
      'signups-refused',
      'signups-without-email',
      'tasks-due',
      'unknown-versions',
    ]);
    for (const name of Object.keys(told).filter((each) => !tickets.includes(each)))
      expect(told[name]).toEqual([page]);
  });

  test('is our own topic for what has none given', () => {
    const told = actions(synthesise(environment({ alarms: { page, all: true } })));
    expect(told['webhooks-fail']).toEqual([page]);
    expect(told['signups-refused']).toEqual([{ Ref: expect.stringMatching(/Topic/) }]);
  });
});

test.each([
  ['https://wiki.acme.example/operate', 'https://wiki.acme.example/operate/alarms.md#'],
  ['https://wiki.acme.example/operate/', 'https://wiki.acme.example/operate/alarms.md#'],
  // A fork's package.json may name its repository.
  [undefined, `${runbookIn(memberOf(manifest, 'repository')) ?? 'docs/operate'}/alarms.md#`],
])('with %s for the runbook, alarms link %s', (runbook, link) => {
  const built = synthesise(environment({ alarms: runbook === undefined ? {} : { runbook } }));
  for (const [, { Properties }] of built.of('AWS::CloudWatch::Alarm')) {
    expect(Properties.AlarmDescription).toContain(`Runbook: ${link}`);
  }
});

test.each<[unknown, string | undefined]>([
  ['acme/bridge', 'https://github.com/acme/bridge/blob/HEAD/docs/operate'],
  ['github:acme/bridge', 'https://github.com/acme/bridge/blob/HEAD/docs/operate'],
  ['https://github.com/acme/bridge', 'https://github.com/acme/bridge/blob/HEAD/docs/operate'],
  [
    { type: 'git', url: 'git+https://github.com/acme/bridge.git' },
    'https://github.com/acme/bridge/blob/HEAD/docs/operate',
  ],
  ['https://git.acme.example/bridge', undefined],
  ['gitlab:acme/bridge', undefined],
  [{ type: 'git' }, undefined],
  [undefined, undefined],
])('the repository %j shows the runbook at %s', (repository, place) => {
  expect(runbookIn(repository)).toBe(place);
});

describe('where people are', () => {
  const subject = alarmsWherePeopleAre();
  const { slack, teams, pagerDuty } = subject.alarms;
  const built = synthesise(subject);
  const id = (name: string) => expect.stringMatching(new RegExp(`^AlarmsTopics${name}`));

  test('PagerDuty gets what wakes somebody, and the channels get all', () => {
    expect(built.of('AWS::SNS::Topic').map(([topic]) => topic)).toEqual([id('Page'), id('Topic')]);
    expect(built.only('AWS::SNS::Subscription')[1].Properties).toMatchObject({
      Protocol: 'https',
      Endpoint: pagerDuty,
      TopicArn: { Ref: id('Page') },
    });
    const channels = {
      'AWS::Chatbot::SlackChannelConfiguration': {
        SlackWorkspaceId: slack?.workspaceId,
        SlackChannelId: slack?.channelId,
      },
      'AWS::Chatbot::MicrosoftTeamsChannelConfiguration': {
        TeamId: teams?.teamId,
        TeamsTenantId: teams?.tenantId,
        TeamsChannelId: teams?.channelId,
      },
    };
    for (const [type, ids] of Object.entries(channels)) {
      expect(built.only(type)[1].Properties).toMatchObject({
        ...ids,
        SnsTopicArns: [{ Ref: id('Page') }, { Ref: id('Topic') }],
      });
    }
  });

  test('nobody in a channel can have AWS do anything', () => {
    const [, slackChannel] = built.only('AWS::Chatbot::SlackChannelConfiguration');
    expect(JSON.stringify(slackChannel.Properties.GuardrailPolicies)).toContain(
      ':iam::aws:policy/AWSDenyAll"',
    );
    const [, role] =
      built.of('AWS::IAM::Role').find(([name]) => name.startsWith('AlarmsTopicsChatsRole')) ?? [];
    expect(role?.Properties).not.toHaveProperty('Policies');
    expect(role?.Properties).not.toHaveProperty('ManagedPolicyArns');
    expect(built.of('AWS::IAM::Policy')).toEqual([]);
  });
});
