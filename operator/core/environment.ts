import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SecretIds } from '../../lambda/secrets/secret-values';
import type { Settings } from '../../lambda/settings';

/** One environment for operators: the running local bridge, or a deployed stack with their own credentials. */
export interface OperatedEnvironment {
  /** `local`, or the name of a file in infra/environments/. */
  readonly name: string;
  /** The functions' settings; `settings.masivo.account` begins every key of the ledger. */
  readonly settings: Settings;
  readonly ledger: { readonly client: DynamoDBClient; readonly tableName: string };
  readonly queues: {
    readonly client: SQSClient;
    readonly eventsUrl: string;
    readonly deadLettersUrl: string;
    /** How long the oldest message on the queue has waited, where that can be found out. */
    readonly oldestMs?: () => Promise<number | undefined>;
  };
  readonly secrets: { readonly client: SecretsManagerClient; readonly ids: SecretIds };
  /** Where each store sends its webhooks, by `source/store`. */
  readonly webhookUrls: Readonly<Record<string, string>>;
  /** Who acts, as it is recorded in the ledger: the caller's ARN, or `local`. */
  readonly who: string;
}
