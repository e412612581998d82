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

export type SecretsManager = Listening & {
  /** Replaces a secret: a stage left out is gone afterwards. */
  set(name: string, values: SecretValues): void;
  /** What PutSecretValue does: the current value becomes the previous one. */
  rotate(name: string, newValue: string): void;
  /** How often each operation was asked for, injected faults included. */
  calls(): Record<string, number>;
};

type Version = { readonly id: string; readonly value: string; readonly createdAt: number };
type Secret = { AWSCURRENT?: Version | undefined; AWSPREVIOUS?: Version | undefined };

/** Starts secrets, in memory, behind Secrets Manager's JSON protocol. */
export async function startSecretsManager(options: {
  secrets: Record<string, SecretValues>;
  faults?: Faults;
}): Promise<SecretsManager> {
  const secrets = new Map<string, Secret>();
  const calls = new Map<string, number>();
  const set = (name: string, { current, previous }: SecretValues): void => {
    secrets.set(name, { AWSCURRENT: newVersion(current), AWSPREVIOUS: newVersion(previous) });
  };
  for (const [name, values] of Object.entries(options.secrets)) set(name, values);

  const faults: Faults = {
    intercept(name) {
      calls.set(name, (calls.get(name) ?? 0) + 1);
      return options.faults?.intercept?.(name);
    },
  };
  const operations = secretOperations(secrets);
  const listening = await listen(createJsonServer({ version: '1.1', operations, faults }));
  return {
    ...listening,
    set,
    rotate: (name, newValue) => void putValue(find(secrets, name).secret, newValue),
    calls: () => Object.fromEntries(calls),
  };
}

function secretOperations(secrets: ReadonlyMap<string, Secret>): Record<string, Operation> {
  const SecretId = v.string();
  return {
    GetSecretValue: operation(
      v.object({ SecretId, VersionStage: v.optional(v.string(), 'AWSCURRENT') }),
      (input) => {
        const { name, secret } = find(secrets, input.SecretId);
        const stage = input.VersionStage === 'AWSPREVIOUS' ? 'AWSPREVIOUS' : 'AWSCURRENT';
        const version = stage === input.VersionStage ? secret[stage] : undefined;
        if (version === undefined) {
          const text = `Secrets Manager can't find the specified secret value for staging label: ${input.VersionStage}`;
          throw new AwsError('ResourceNotFoundException', text);
        }
        return {
          ARN: arnOf(name),
          Name: name,
          VersionId: version.id,
          SecretString: version.value,
          VersionStages: [stage],
          CreatedDate: version.createdAt,
        };
      },
    ),
    PutSecretValue: operation(
      v.object({
        SecretId,
        SecretString: v.string(),
        ClientRequestToken: v.optional(v.string()),
        // Other stages are refused: putting AWSPENDING in place of AWSCURRENT would be a wrong answer.
        VersionStages: v.optional(v.tuple([v.literal('AWSCURRENT')])),
      }),
      (input) => {
        const { name, secret } = find(secrets, input.SecretId);
        const { id } = putValue(secret, input.SecretString, input.ClientRequestToken);
        return { ARN: arnOf(name), Name: name, VersionId: id, VersionStages: ['AWSCURRENT'] };
      },
    ),
    DescribeSecret: operation(v.object({ SecretId }), (input) => {
      const { name, secret } = find(secrets, input.SecretId);
      const staged = Object.entries(secret).filter(([, version]) => version !== undefined);
      const VersionIdsToStages = Object.fromEntries(staged.map(([stage, version]) => [version?.id, [stage]]));
      return { ARN: arnOf(name), Name: name, VersionIdsToStages };
    }),
  };
}

/** AWS moves the labels: what was current is previous, what was previous has no label and cannot be read. */
function putValue(secret: Secret, value: string, id?: string): Version {
  const version = { ...newVersion(value), ...(id === undefined ? {} : { id }) };
  secret.AWSPREVIOUS = secret.AWSCURRENT;
  secret.AWSCURRENT = version;
  return version;
}

/** AWS takes the name, the ARN, or the ARN without its random ending. */
function find(secrets: ReadonlyMap<string, Secret>, nameOrArn: string): { name: string; secret: Secret } {
  for (const [name, secret] of secrets) {
    const arn = arnOf(name);
    if ([name, arn, arn.slice(0, -7)].includes(nameOrArn)) return { name, secret };
  }
  throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
}

function newVersion(value: string): Version;
function newVersion(value: string | undefined): Version | undefined;
function newVersion(value: string | undefined): Version | undefined {
  return value === undefined ? undefined : { id: randomUUID(), value, createdAt: Date.now() / 1000 };
}

function arnOf(name: string): string {
  return `arn:aws:secretsmanager:us-east-1:000000000000:secret:${name}-AbCdEf`;
}
