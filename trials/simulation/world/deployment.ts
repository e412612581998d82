import type { ConnectedEnvironment } from '../../../cli/connection/environment';
import { sqsDeadLetters, sqsQueue } from '../../../lambda/aws/sqs';
import { composeDelivery } from '../../../lambda/composition/compose-delivery';
import type { BatchDeps } from '../../../lambda/delivery/batch';
import { namedSecrets } from '../../../lambda/secrets/named-secrets';
import { sdkDynamoDb, sdkSecrets, sdkSqs } from '../../../operator/core/sdk-calls';
import type { Machine } from '../kernel/machine';
import { dynamoDbClient } from '../models/dynamodb-client';
import { masivoHttp } from '../models/masivo-http';
import { secretsManagerClient } from '../models/secrets-manager';
import { queueUrls, sqsClient } from '../models/sqs';
import { mappingIn } from '../own-ids';
import { secrets, type World } from './world';

const tableName = 'ledger';
const secretIds = { webhooks: 'webhooks', masivo: 'masivo', 'email-index': 'email-index', admin: 'admin' };

/** Masivo as this process reaches it. */
export const httpOf = (machine: Machine, { api, faults, send, witness }: World) =>
  masivoHttp(machine, { api, faults, send, onSending: witness.onSending });

/** What lambda/handlers/deliver.ts puts together at a cold start, on the models. */
export function deliverFunction(machine: Machine, world: World): BatchDeps {
  const { settings } = world;
  const readSecret = sdkSecrets(secretsManagerClient(machine, secrets, world));
  const delivery = composeDelivery({
    settings,
    mapping: mappingIn(world.spec, settings),
    table: { tableName, db: sdkDynamoDb(dynamoDbClient(machine, world.table, world)) },
    readSecret: namedSecrets(readSecret, secretIds),
    http: httpOf(machine, world),
    clock: machine.clock,
    random: machine.random.next,
    newId: claimNames(machine),
    log: (fields) => world.onLog(machine.name, fields),
  });
  return delivery.batch({
    ...sqsQueue(queueUrls.events, sdkSqs(sqsClient(machine, world.queues, 2, world))),
    ...sqsDeadLetters(queueUrls.deadLetters, sdkSqs(sqsClient(machine, world.queues, 2, world))),
  });
}

/** No two claims have the same name, and a seed gives them the same ones. */
export function claimNames({ name }: Machine): () => string {
  let claims = 0;
  return () => {
    claims += 1;
    return `${name}-claim-${claims}`;
  };
}

/** The environment as operators and the backfill work on it, from this process. */
export function operatedFrom(machine: Machine, world: World): ConnectedEnvironment {
  return {
    name: 'simulated',
    settings: world.settings,
    ledger: { client: dynamoDbClient(machine, world.table, world), tableName },
    queue: { client: sqsClient(machine, world.queues, 3, world), url: queueUrls.events },
    secrets: { client: secretsManagerClient(machine, secrets, world), ids: secretIds },
    webhookUrls: {},
    who: 'simulated',
  };
}
