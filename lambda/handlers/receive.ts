import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { signedQueue } from '../aws/signed-queue';
import { signedSecrets } from '../aws/signed-secrets';
import { systemClock } from '../clock';
import { functionEnvironment, readSettings } from '../function-environment';
import { handleWebhook, type IngressDeps } from '../ingress/handle-webhook';
import { parseIngressSettings } from '../ingress/ingress-settings';
import { httpAnswer } from '../ingress/webhook-answer';
import { webhookRequest } from '../ingress/webhook-request';
import { jsonLog } from '../log';
import { once } from '../once';
import { webhookSecretReader } from '../secrets/webhook-secrets';

/** Called by API Gateway: one webhook. */
export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  return httpAnswer(await handleWebhook(webhookRequest(event), deps()));
}

const deps = once((): IngressDeps => {
  const environment = functionEnvironment(['QUEUE_URL', 'WEBHOOKS_SECRET_ID']);
  const settings = readSettings(parseIngressSettings);
  const { now } = systemClock;
  const aws = { environment: process.env, now, random: Math.random };
  const queue = signedQueue(environment('QUEUE_URL'), aws);
  const secrets = signedSecrets(aws);
  queue.openAhead();
  secrets.openAhead();
  return {
    settings,
    secrets: webhookSecretReader({
      readSecret: secrets.readSecret,
      secretId: environment('WEBHOOKS_SECRET_ID'),
      ...systemClock,
    }),
    enqueue: queue.enqueue,
    ...systemClock,
    log: jsonLog(settings.environment),
  };
});

// Lambda loads a function with a whole CPU, whatever its memory, and asks for the first event in a later turn of the
// event loop. So what that event needs is read, and its TLS begun, while the function still initialises. Errors
// surface at the first event, where they are logged and answered.
setImmediate(() => {
  try {
    deps();
  } catch {}
});
