import type { Environment } from '../../infra/config/config';
import type { Operator } from '../../operator/core/operator';
import type { ConnectedEnvironment } from '../connection/environment';
import type { AdminCredentials } from '../vendors/admin-credentials';
import type { Finding } from './finding';

/** One check. It changes nothing; where a vendor's tokens expire, it renews them. */
export interface Check {
  readonly name: string;
  /** A rejection becomes a finding, too: a failing check must not prevent the others. */
  run(deps: DoctorDeps): Promise<readonly Finding[]>;
}

/** What the checks depend on. */
export interface DoctorDeps {
  readonly environment: ConnectedEnvironment;
  readonly operator: Pick<Operator, 'list' | 'overview'>;
  readonly credentials: AdminCredentials;
  /** Undefined for the local bridge: AWS's settings are checked only in AWS. */
  readonly deployed: Deployed | undefined;
  /** Of the folder's `mapping.ts`; null where it has none. */
  readonly mappingHash: () => Promise<string | null>;
  /** The operator's environment variables. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
}

export interface Deployed {
  readonly config: Environment;
  /** Concurrent executions that the account has left for functions without a reservation. */
  unreservedConcurrency(): Promise<number>;
  /** The event sources of `deliver`. */
  eventSources(): Promise<readonly EventSource[]>;
  /** The subscriptions of the alarm topics. */
  alarmSubscriptions(): Promise<readonly AlarmSubscription[]>;
}

export interface EventSource {
  readonly id: string;
  /** Lambda's `Enabled`, `Disabled`, and the states between. */
  readonly state: string;
}

export interface AlarmSubscription {
  readonly topic: string;
  readonly protocol: string;
  readonly confirmed: boolean;
}
