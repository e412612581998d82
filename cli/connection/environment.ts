import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { OwnAddresses } from '../../lambda/own-addresses';
import type { SecretIds } from '../../lambda/secrets/secret-values';
import type { Settings } from '../../lambda/settings';

/** One environment for people's programs: the running local bridge, or a deployed stack with their own credentials. */
export interface ConnectedEnvironment {
  /** `local`, or the name of a file in infra/environments/. */
  readonly name: string;
  /** The functions' settings. */
  readonly settings: Settings;
  /** For `backfill` and `carryover` alone: all else goes through the function `operate`. */
  readonly ledger: { readonly client: DynamoDBClient; readonly tableName: string };
  /** For what SQS says of the queue, and not for its messages. */
  readonly queue: { readonly client: SQSClient; readonly url: string };
  readonly secrets: { readonly client: SecretsManagerClient; readonly ids: SecretIds };
  /** Where each store sends its webhooks, by `source/store`. */
  readonly webhookUrls: Readonly<Record<string, string>>;
  /** None where there has been one address alone. */
  readonly ownAddresses?: OwnAddresses;
  /** Who acts, as AWS knows the caller; or `local`. */
  readonly who: string;
}
