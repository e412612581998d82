import { Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Environment } from '../config/config';

/** Where alarms go: `page` wakes somebody, `ticket` can wait for the morning. Both may be one topic. */
export class AlarmTopics extends Construct {
  readonly page: ITopic;
  readonly ticket: ITopic;
  /** The stack's own topic, where none was given. */
  readonly own: Topic | undefined;

  constructor(scope: Construct, id: string, { alarms, stackName }: Environment) {
    super(scope, id);
    const given = (name: 'page' | 'ticket') => {
      const topicArn = alarms[name];
      return topicArn === undefined ? undefined : Topic.fromTopicArn(this, name, topicArn);
    };
    const [page, ticket] = [given('page'), given('ticket')];
    this.own = page && ticket ? undefined : this.#topic(stackName, alarms.email);
    this.page = page ?? this.#ownTopic;
    this.ticket = ticket ?? this.#ownTopic;
  }

  get #ownTopic(): Topic {
    if (!this.own) throw new Error('There is no topic of our own');
    return this.own;
  }

  #topic(stackName: string, email: string | undefined): Topic {
    const topic = new Topic(this, 'Topic', {
      displayName: `${stackName} alarms`,
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
