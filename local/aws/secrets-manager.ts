import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { AwsError } from './aws-error';
import {
  createJsonServer,
  type Faults,
  type Listening,
  listen,
  type Operation,
  operation,
} from './json-protocol';

/** A secret's values by stage. */
export type SecretValues = { current?: string | undefined; previous?: string | undefined };

/** Secrets without a server: what the operations know and do. */
export type SecretsInMemory = {
  /** By name, as in `GetSecretValue`. */
  readonly operations: Readonly<Record<string, Operation>>;
  /** Replaces a secret: a stage left out is gone afterwards. */
  set(name: string, values: SecretValues): void;
  /** What PutSecretValue does: the current value becomes the previous one. */
  rotate(name: string, newValue: string): void;
};

export type SecretsManager = Listening &
  Omit<SecretsInMemory, 'operations'> & {
    /** How often each operation was asked for, injected faults included. */
    calls(): Record<string, number>;
  };

type Version = { readonly id: string; readonly value: string; readonly createdAt: number };
/** A version that has lost its last label stays, as AWS keeps it for a day at least. */
type State = {
  readonly versions: ReadonlyMap<string, Version>;
  readonly labels: ReadonlyMap<string, Version>;
};
type Secret = {
  readonly versions: Map<string, Version>;
  readonly labels: Map<string, Version>;
  /** As it was before each change, the oldest first. */
  readonly earlier: State[];
};

export type SecretsOptions = {
  secrets: Record<string, SecretValues>;
  /** Asked at each read: how many changes before the newest its answer is, as AWS's reads may be. None if left out. */
  changesBehind?: () => number;
};

export function secretsInMemory(options: SecretsOptions): SecretsInMemory {
  const secrets = new Map<string, Secret>();
  const set = (name: string, { current, previous }: SecretValues): void => {
    const secret: Secret = { versions: new Map(), labels: new Map(), earlier: [] };
    for (const [label, value] of [['AWSCURRENT', current] as const, ['AWSPREVIOUS', previous] as const]) {
      if (value !== undefined) secret.labels.set(label, addVersion(secret, value));
    }
    secrets.set(name, secret);
  };
  for (const [name, values] of Object.entries(options.secrets)) set(name, values);
  return {
    operations: secretOperations(secrets, options.changesBehind ?? (() => 0)),
    set,
    rotate(name, newValue) {
      const { secret } = find(secrets, name);
      remember(secret);
      moveLabel(secret, 'AWSCURRENT', addVersion(secret, newValue));
    },
  };
}

/** Starts secrets, in memory, behind Secrets Manager's JSON protocol. */
export async function startSecretsManager(
  options: SecretsOptions & { faults?: Faults; token?: string; tunnel?: string },
): Promise<SecretsManager> {
  const { operations, ...secrets } = secretsInMemory(options);
  const calls = new Map<string, number>();
  const faults: Faults = {
    intercept(name, caller) {
      calls.set(name, (calls.get(name) ?? 0) + 1);
      return options.faults?.intercept?.(name, caller);
    },
  };
  const listening = await listen(
    createJsonServer({ version: '1.1', operations, faults }),
    options.token,
    options.tunnel,
  );
  return {
    ...listening,
    ...secrets,
    calls: () => Object.fromEntries(calls),
  };
}

function secretOperations(
  secrets: ReadonlyMap<string, Secret>,
  changesBehind: () => number,
): Record<string, Operation> {
  const SecretId = v.string();
  const read = (nameOrArn: string): { name: string; secret: State } => {
    const { name, secret } = find(secrets, nameOrArn);
    const { earlier } = secret;
    const behind = Math.min(changesBehind(), earlier.length);
    return { name, secret: (behind > 0 ? earlier.at(-behind) : undefined) ?? secret };
  };
  return {
    GetSecretValue: operation(
      v.object({ SecretId, VersionStage: v.optional(v.string()), VersionId: v.optional(v.string()) }),
      (input) => {
        const { name, secret } = read(input.SecretId);
        const { VersionId, VersionStage = 'AWSCURRENT' } = input;
        const version = VersionId ? secret.versions.get(VersionId) : secret.labels.get(VersionStage);
        if (version === undefined) {
          const by = VersionId ? `VersionId: ${VersionId}` : `staging label: ${VersionStage}`;
          const text = `Secrets Manager can't find the specified secret value for ${by}`;
          throw new AwsError('ResourceNotFoundException', text);
        }
        return {
          ARN: arnOf(name),
          Name: name,
          VersionId: version.id,
          SecretString: version.value,
          VersionStages: labelsOf(secret, version),
          CreatedDate: version.createdAt,
        };
      },
    ),
    PutSecretValue: operation(
      v.object({
        SecretId,
        SecretString: v.string(),
        ClientRequestToken: v.optional(v.string()),
        VersionStages: v.optional(v.pipe(v.array(v.string()), v.minLength(1)), ['AWSCURRENT']),
      }),
      (input) => {
        const { name, secret } = find(secrets, input.SecretId);
        const isFirst = secret.versions.size === 0;
        remember(secret);
        const version = addVersion(secret, input.SecretString, input.ClientRequestToken);
        // The first version of all is the current one, whatever label it was to have.
        for (const label of new Set([...(isFirst ? ['AWSCURRENT'] : []), ...input.VersionStages])) {
          moveLabel(secret, label, version);
        }
        return {
          ARN: arnOf(name),
          Name: name,
          VersionId: version.id,
          VersionStages: labelsOf(secret, version),
        };
      },
    ),
    UpdateSecretVersionStage: operation(
      v.object({
        SecretId,
        VersionStage: v.string(),
        MoveToVersionId: v.string(),
        RemoveFromVersionId: v.optional(v.string()),
      }),
      (input) => {
        const { name, secret } = find(secrets, input.SecretId);
        const version = secret.versions.get(input.MoveToVersionId);
        if (version === undefined) {
          const text = "Secrets Manager can't find the specified secret version.";
          throw new AwsError('ResourceNotFoundException', text);
        }
        const holder = secret.labels.get(input.VersionStage);
        if (holder?.id !== input.RemoveFromVersionId && holder !== version) {
          const text = `Staging label ${input.VersionStage} is currently attached to version ${holder?.id}`;
          throw new AwsError('InvalidParameterException', text);
        }
        remember(secret);
        moveLabel(secret, input.VersionStage, version);
        return { ARN: arnOf(name), Name: name };
      },
    ),
    DescribeSecret: operation(v.object({ SecretId }), (input) => {
      const { name, secret } = read(input.SecretId);
      const VersionIdsToStages = Object.fromEntries(
        [...secret.labels.values()].map((version) => [version.id, labelsOf(secret, version)]),
      );
      return { ARN: arnOf(name), Name: name, VersionIdsToStages };
    }),
  };
}

function remember({ versions, labels, earlier }: Secret): void {
  earlier.push({ versions: new Map(versions), labels: new Map(labels) });
}

function addVersion(secret: Secret, value: string, id: string = randomUUID()): Version {
  const version = { id, value, createdAt: Date.now() / 1000 };
  secret.versions.set(id, version);
  return version;
}

/** AWS moves the label of the previous version by itself, to the one that was current. */
function moveLabel({ labels }: Pick<Secret, 'labels'>, label: string, version: Version): void {
  const holder = labels.get(label);
  if (label === 'AWSCURRENT' && holder && holder !== version) labels.set('AWSPREVIOUS', holder);
  labels.set(label, version);
}

const labelsOf = ({ labels }: Pick<State, 'labels'>, version: Version) =>
  [...labels].filter(([, holder]) => holder === version).map(([label]) => label);

/** AWS takes the name, the ARN, or the ARN without its random ending. */
function find(secrets: ReadonlyMap<string, Secret>, nameOrArn: string): { name: string; secret: Secret } {
  for (const [name, secret] of secrets) {
    const arn = arnOf(name);
    if ([name, arn, arn.slice(0, -7)].includes(nameOrArn)) return { name, secret };
  }
  throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
}

function arnOf(name: string): string {
  return `arn:aws:secretsmanager:us-east-1:000000000000:secret:${name}-AbCdEf`;
}
