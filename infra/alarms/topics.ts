import { Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Environment } from '../config/config';
import { AlarmChats } from './chat';

/** Where alarms go: `page` wakes somebody, `ticket` can wait for the morning. Both may be one topic. */
export class AlarmTopics extends Construct {
  readonly page: ITopic;
  readonly ticket: ITopic;
  /** The stack's own topic, where none was given. */
  readonly own: Topic | undefined;
  /** Its own for what wakes somebody, where PagerDuty gets that and no more. */
  readonly ownPage: Topic | undefined;

  constructor(scope: Construct, id: string, environment: Environment) {
    super(scope, id);
    const { alarms, stackName } = environment;
    const given = (name: 'page' | 'ticket') => {
      const topicArn = alarms[name];
      return topicArn === undefined ? undefined : Topic.fromTopicArn(this, name, topicArn);
    };
    const [page, ticket] = [given('page'), given('ticket')];
    this.ownPage =
      alarms.pagerDuty === undefined ? undefined : this.#topic('Page', `${stackName} pages`, alarms.email);
    if (alarms.pagerDuty !== undefined) this.ownPage?.addSubscription(new UrlSubscription(alarms.pagerDuty));
    const pages = page ?? this.ownPage;
    this.own = pages && ticket ? undefined : this.#topic('Topic', `${stackName} alarms`, alarms.email);
    this.page = pages ?? this.#ownTopic;
    this.ticket = ticket ?? this.#ownTopic;
    if (alarms.slack || alarms.teams) {
      new AlarmChats(this, 'Chats', { environment, topics: [this.page, this.ticket] });
    }
  }

  get #ownTopic(): Topic {
    if (!this.own) throw new Error('There is no topic of our own');
    return this.own;
  }

  #topic(id: string, displayName: string, email: string | undefined): Topic {
    const topic = new Topic(this, id, {
      displayName,
      // TLS only. Not encrypted with AWS's key: CloudWatch may not use it, and alarms hold no personal data.
      enforceSSL: true,
    });
    // A policy of our own replaces the default one, which let the account's alarms publish.
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (email) topic.addSubscription(new EmailSubscription(email));
    return topic;
  }
}
