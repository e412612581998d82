import type { Environment } from '../../infra/config/config';
import type { RunFile } from '../../local/run-file';
import type { Call } from '../../operator/remote/call';
import type { ConnectedEnvironment } from './environment';

interface Connected {
  readonly environment: ConnectedEnvironment;
  /** Asks the environment's function `operate`. */
  readonly call: Call;
  /** Closes the connections of its clients. */
  close(): void;
}

/** The bridge that runs on this machine. */
export interface LocalConnection extends Connected {
  readonly kind: 'local';
  readonly run: RunFile;
}

/** A stack in an AWS account, after checking that it is the environment's. */
export interface DeployedConnection extends Connected {
  readonly kind: 'deployed';
  readonly config: Environment;
  /** The stack's outputs by name (infra/outputs.ts). */
  readonly outputs: ReadonlyMap<string, string>;
  readonly stackArn: string;
  /** The AWS profile that its clients use; the credentials that are there unless it says so. */
  readonly profile?: string | undefined;
}

export type Connection = LocalConnection | DeployedConnection;
