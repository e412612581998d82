import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { secretsManagerReader } from '../aws/secrets-manager';
import { sqsQueue } from '../aws/sqs';
import { doorEnvironment, readSettings } from '../configuration';
import { httpAnswer } from '../door/answer';
import { type DoorDeps, takeIn } from '../door/door';
import { doorRequest } from '../door/request';
import { jsonLog } from '../log';
import { once } from '../once';
import { webhookSecretReader } from '../secrets/webhook-secrets';

/** Called by API Gateway: one webhook. */
export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  return httpAnswer(await takeIn(doorRequest(event), deps()));
}

/** At the first event of a cold start. */
const deps = once((): DoorDeps => {
  const environment = doorEnvironment();
  const settings = readSettings(environment.SETTINGS_FILE);
  const now = () => new Date();
  return {
    settings,
    secrets: webhookSecretReader({
      readSecret: secretsManagerReader(),
      secretIds: environment.SECRET_IDS,
      now,
    }),
    enqueue: sqsQueue(environment.QUEUE_URL).enqueue,
    now,
    log: jsonLog(settings.environment),
  };
});
