import { RemovalPolicy } from 'aws-cdk-lib';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Environment } from './config/config';

/** What happens to data when its stack, or its resource in the template, is removed. */
export interface Protection {
  /** Live data outlives the stack: a mistaken removal costs a clean-up, not the ledger. */
  readonly removalPolicy: RemovalPolicy;
  readonly live: boolean;
  /** How far back the ledger can be restored. */
  readonly recoveryDays: number;
  /** The company's own key for queues, ledger and secrets; otherwise each service's own encryption. */
  readonly key: IKey | undefined;
}

export function protectionOf(scope: Construct, { mode, platform, retention }: Environment): Protection {
  const live = mode === 'live';
  return {
    live,
    recoveryDays: retention.recoveryDays,
    // Except where its very creation is rolled back: nothing is in it then, and the next try makes another.
    removalPolicy: live ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
    // Imported: its owner controls its key policy, so the grants are on our side only (permissions.ts).
    key: platform.kmsKeyArn ? Key.fromKeyArn(scope, 'Key', platform.kmsKeyArn) : undefined,
  };
}
