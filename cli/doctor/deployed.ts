import {
  GetAccountSettingsCommand,
  LambdaClient,
  paginateListEventSourceMappings,
} from '@aws-sdk/client-lambda';
import { paginateListSubscriptionsByTopic, SNSClient } from '@aws-sdk/client-sns';
import { queueState } from '../../operator/core/queues';
import { sdkSqs } from '../../operator/core/sdk-calls';
import { clientIn } from '../connection/caller';
import type { DeployedConnection } from '../connection/connection';
import type { AlarmSubscription, Deployed, EventSource } from './check';

/** What AWS says of its own settings, asked with the operator's credentials. */
export function deployedOf({ config, outputs, environment, profile }: DeployedConnection): Deployed {
  const own = clientIn(config.aws.region, profile);
  const { page, ticket } = config.alarms;
  const topics = [page, ticket, outputs.get('AlarmTopic'), outputs.get('AlarmPageTopic')].filter(
    (topic) => topic !== undefined,
  );
  return {
    config,
    async unreservedConcurrency() {
      const client = new LambdaClient(own);
      try {
        const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}));
        return AccountLimit?.UnreservedConcurrentExecutions ?? 0;
      } finally {
        client.destroy();
      }
    },
    async eventSources() {
      const { client: sqs, url } = environment.queue;
      const { arn } = await queueState(url, { sqs: sdkSqs(sqs) });
      const client = new LambdaClient(own);
      try {
        return await eventSourcesOf(arn, client);
      } finally {
        client.destroy();
      }
    },
    async alarmSubscriptions() {
      const client = new SNSClient(own);
      try {
        const found = [...new Set(topics)].map((topic) => subscriptionsOf(topic, client));
        return (await Promise.all(found)).flat();
      } finally {
        client.destroy();
      }
    },
  };
}

async function eventSourcesOf(EventSourceArn: string, client: LambdaClient): Promise<EventSource[]> {
  const found: EventSource[] = [];
  for await (const page of paginateListEventSourceMappings({ client }, { EventSourceArn })) {
    for (const { UUID: id = '', State: state = 'unknown' } of page.EventSourceMappings ?? [])
      found.push({ id, state });
  }
  return found;
}

async function subscriptionsOf(topic: string, client: SNSClient): Promise<AlarmSubscription[]> {
  const found: AlarmSubscription[] = [];
  for await (const page of paginateListSubscriptionsByTopic({ client }, { TopicArn: topic })) {
    for (const { Protocol = '', SubscriptionArn = '' } of page.Subscriptions ?? []) {
      // In place of an ARN stands `PendingConfirmation`, or `Deleted` for a few days.
      if (SubscriptionArn === 'Deleted') continue;
      found.push({ topic, protocol: Protocol, confirmed: SubscriptionArn.startsWith('arn:') });
    }
  }
  return found;
}
