import type { DynamoDb } from '../../lambda/aws/dynamodb';
import type { CompiledMapping } from '../../lambda/mapping/compiled-mapping';
import type { ReadNamedSecret } from '../../lambda/secrets/named-secrets';
import type { Settings } from '../../lambda/settings';
import type { OperatorSqs } from './operator-sqs';
import type { Scan } from './scan';

/** One environment as the function `operate` works on it. */
export interface OperatedEnvironment {
  /** `settings.masivo.account` begins every key of the ledger. */
  readonly settings: Settings;
  /** Its `mapping.ts`; undefined where it has none. */
  readonly mapping?: CompiledMapping | undefined;
  readonly ledger: { readonly db: DynamoDb; readonly tableName: string; readonly scan: Scan };
  readonly queues: {
    readonly sqs: OperatorSqs;
    readonly eventsUrl: string;
    readonly deadLettersUrl: string;
    /** How long the oldest message on the queue has waited, where that can be found out. */
    readonly oldestMs?: () => Promise<number | undefined>;
  };
  readonly readSecret: ReadNamedSecret;
  /** Who acts, as it is recorded in the ledger: the caller's ARN, or `local`. */
  readonly who: string;
}
