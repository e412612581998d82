import type { SQSClient } from '@aws-sdk/client-sqs';
import type { ConnectedEnvironment } from '../../cli/connection/environment';
import { type Clock, systemClock } from '../../lambda/clock';
import { namedSecrets } from '../../lambda/secrets/named-secrets';
import { type Calls, callsOf } from '../../operator/core/calls';
import type { OperatedEnvironment } from '../../operator/core/environment';
import type { Operator } from '../../operator/core/operator';
import { sdkDynamoDb, sdkScan, sdkSecrets, sdkSqs } from '../../operator/core/sdk-calls';
import type { Call } from '../../operator/remote/call';
import { remoteOperator } from '../../operator/remote/remote-operator';

/** An environment with clients, into which tests can put failures. */
export interface TestEnvironment extends ConnectedEnvironment {
  readonly queues: {
    readonly client: SQSClient;
    readonly eventsUrl: string;
    readonly deadLettersUrl: string;
    readonly oldestMs?: () => Promise<number | undefined>;
  };
}

/** What the function `operate` would work with. */
export function operatedOf({ settings, ledger, queues, secrets, who }: TestEnvironment): OperatedEnvironment {
  const { client, ...places } = queues;
  return {
    settings,
    ledger: {
      db: sdkDynamoDb(ledger.client),
      scan: sdkScan(ledger.client),
      tableName: ledger.tableName,
    },
    queues: { ...places, sqs: sdkSqs(client) },
    readSecret: namedSecrets(sdkSecrets(secrets.client), secrets.ids),
    who,
  };
}

/** Every call on its way through JSON, as over HTTP; a failure arrives as it is. */
const callInProcess =
  (calls: Calls): Call =>
  async (name, given) => {
    const performed = await calls[name].perform(JSON.parse(JSON.stringify(given)));
    if (performed.kind === 'bad-arguments') throw new Error(`${name}: ${performed.what}`);
    const { answer } = JSON.parse(JSON.stringify({ answer: performed.answer }));
    return answer;
  };

/** The operator of an environment, with the code of the function in this process. */
export const operatorOf = (environment: TestEnvironment, clock: Clock = systemClock): Operator =>
  remoteOperator({
    call: callInProcess(callsOf(operatedOf(environment), clock)),
    stores: environment.settings.stores,
    clock,
  });
