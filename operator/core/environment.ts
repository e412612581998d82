import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SecretIds } from '../../lambda/secrets/secret-values';
import type { Settings } from '../../lambda/settings';

/** Where a deployed environment takes webhooks, or has taken them, besides `webhookUrls`. */
export interface OwnAddresses {
  /** What still takes them in front of a store's path: the gateway's own address beside a domain, and an older key's. */
  readonly open: readonly string[];
  /** The hosts that are this environment's, whether they take anything or not. */
  readonly hosts: readonly string[];
}

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
  /** None where there has been one address alone. */
  readonly ownAddresses?: OwnAddresses;
  /** Who acts, as it is recorded in the ledger: the caller's ARN, or `local`. */
  readonly who: string;
}
