import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfigFolder } from '../../../infra/config/config-folder';
import { bridgeApp } from '../../../infra/synthesise';
import { queues, secretIds, tableName } from '../../../local/stand-ins';
import type { Arns } from './asked-of';
import type { Statement } from './policy';
import { resolved } from './resolved';

const root = join(__dirname, '..', '..', '..');
const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:000000000000:${rest}`;

/** The variables that tell a function of a secret, and what that secret is called in the local run. */
const told = [
  { variable: 'WEBHOOKS_SECRET_ID', id: secretIds.webhooks },
  { variable: 'MASIVO_SECRET_ID', id: secretIds.masivo },
  { variable: 'EMAIL_INDEX_SECRET_ID', id: secretIds['email-index'] },
  { variable: 'VENDOR_KEYS_SECRET_ID', id: secretIds['vendor-keys'] },
  { variable: 'RECONCILE_KEYS_SECRET_ID', id: secretIds['reconcile-keys'] },
];

export const functionNames = ['receive', 'deliver', 'operate', 'reconcile'] as const;
export type FunctionName = (typeof functionNames)[number];

export interface Roles {
  /** What each function's role allows, with the resources named as they are in the local run. */
  readonly statements: Readonly<Record<FunctionName, readonly Statement[]>>;
  readonly arns: Arns;
}

// biome-ignore lint/suspicious/noExplicitAny: templates are read as what they are, JSON
type Json = any;

/** With the keys of the local run's ledger in place of the environment's: they begin with the account's label. */
function ofLocalLedger(statement: Statement): Statement {
  const text = JSON.stringify(statement);
  return JSON.parse(
    text.replace(/"dynamodb:LeadingKeys":\[[^\]]*\]/, (keys) =>
      keys.replaceAll(/(?<=[[,]")[^|"]+(?=\|)/g, 'sandbox'),
    ),
  );
}

/** The functions' roles as a template has them. */
export function rolesOf({ Resources }: { readonly Resources: Json }): Roles {
  const named: Readonly<Record<string, (id: string) => { ref: string; arn: string }>> = {
    'AWS::SQS::Queue': (id) => {
      const name = id.includes('DeadLetter') ? queues.deadLetters : queues.events;
      return { ref: `https://queue.example.com/${name}`, arn: arn('sqs', name) };
    },
    'AWS::DynamoDB::Table': () => ({ ref: tableName, arn: arn('dynamodb', `table/${tableName}`) }),
    'AWS::SecretsManager::Secret': (id) => {
      const value = arn('secretsmanager', `secret:${id}`);
      return { ref: value, arn: value };
    },
  };
  const nameOf = (id: string) =>
    named[Resources[id]?.Type]?.(id) ?? { ref: id, arn: arn('other', `${Resources[id]?.Type}/${id}`) };
  const resolve = resolved(nameOf);
  const the = (type: string, part: string): Json => {
    const [found, ...others] = Object.entries<Json>(Resources).filter(
      ([id, resource]) => resource.Type === type && id.includes(part),
    );
    if (!found || others.length > 0) throw new Error(`There is not exactly one ${type} ${part}`);
    return resolve(found[1].Properties);
  };
  const statementsOf = (part: string): readonly Statement[] =>
    the('AWS::IAM::Role', part)
      .Policies.flatMap(({ PolicyDocument }: Json) => PolicyDocument.Statement)
      .map(ofLocalLedger);
  // Which secret is whose, by what the functions themselves are told.
  const secretArns = new Map<string, string>(
    ['Receive', 'Deliver', 'Operate', 'ReconcileFunction'].flatMap((part) => {
      const variables: Readonly<Record<string, string>> = the('AWS::Lambda::Function', part).Environment
        .Variables;
      return told.flatMap(({ variable, id }) =>
        variables[variable] === undefined ? [] : [[id, variables[variable]] as const],
      );
    }),
  );
  return {
    statements: {
      receive: statementsOf('Receive'),
      deliver: statementsOf('Deliver'),
      operate: statementsOf('Operate'),
      reconcile: statementsOf('ReconcileRole'),
    },
    arns: {
      queue: (name) => arn('sqs', name),
      table: (name) => arn('dynamodb', `table/${name}`),
      secret: (id) => secretArns.get(id) ?? arn('secretsmanager', `secret:${id}-of-no-function`),
    },
  };
}

/** The template of the example environment `prod`. */
export function prodTemplate(bundles: string): { readonly Resources: Json } {
  const scratch = mkdtempSync(join(tmpdir(), 'masivo-bridge-judges-'));
  try {
    const prod = readConfigFolder(join(root, 'infra', 'environments')).filter(({ name }) => name === 'prod');
    const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));
    const folders = { bundles, assets: join(scratch, 'assets') };
    const props = { outdir: join(scratch, 'out'), context, builtinCloudFormationValidation: false };
    const assembly = bridgeApp(prod, folders, props).synth();
    return assembly.getStackByName(prod[0]?.stackName ?? '').template;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
