import { CfnMicrosoftTeamsChannelConfiguration, CfnSlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Environment } from '../config/config';

/**
 * Alarms in Slack and Microsoft Teams, by Amazon Q Developer in chat applications (CloudFormation still calls it
 * Chatbot). It subscribes itself to the topics. Somebody lets it into the workspace once, in AWS's console.
 */
export class AlarmChats extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { environment, topics }: { readonly environment: Environment; readonly topics: readonly ITopic[] },
  ) {
    super(scope, id);
    const { alarms, platform, stackName } = environment;
    // What people in the channel may have it do: nothing. Without a guardrail it would be what an administrator may.
    const role = new Role(this, 'Role', {
      description: `${stackName}: alarms in chats; it may do nothing`,
      assumedBy: new ServicePrincipal('chatbot.amazonaws.com'),
      path: platform.rolePath ?? '/',
    });
    const shared = {
      iamRoleArn: role.roleArn,
      guardrailPolicies: [ManagedPolicy.fromAwsManagedPolicyName('AWSDenyAll').managedPolicyArn],
      loggingLevel: 'NONE',
      snsTopicArns: [...new Set(topics.map(({ topicArn }) => topicArn))],
    };
    if (alarms.slack) {
      new CfnSlackChannelConfiguration(this, 'Slack', {
        ...shared,
        configurationName: `${stackName}-slack`,
        slackWorkspaceId: alarms.slack.workspaceId,
        slackChannelId: alarms.slack.channelId,
      });
    }
    if (alarms.teams) {
      new CfnMicrosoftTeamsChannelConfiguration(this, 'Teams', {
        ...shared,
        configurationName: `${stackName}-teams`,
        teamId: alarms.teams.teamId,
        teamsTenantId: alarms.teams.tenantId,
        teamsChannelId: alarms.teams.channelId,
      });
    }
  }
}
