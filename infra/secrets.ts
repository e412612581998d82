import { Fn, Stack, Validations } from 'aws-cdk-lib';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { profileOf } from '../lambda/sources/profiles';
import { type Environment, storesOf } from './config/config';
import type { Protection } from './protection';

/** What the functions and policies need of a secret; never its value. */
export interface StoredSecret {
  /** With Secrets Manager's own six characters at the end: what IAM compares. */
  readonly arn: string;
  /** The functions read it by name: ARNs of forty stores would not fit Lambda's environment of 4 KB. */
  readonly name: string;
  /** How long the name will be. */
  readonly nameLength: number;
}

/**
 * One secret per store, one for Masivo, one for the e-mail index, one for the stores' administration. They are
 * created empty: people fill them.
 */
export class Secrets extends Construct {
  /** By `source/store`. */
  readonly webhooks: ReadonlyMap<string, StoredSecret>;
  readonly masivo: StoredSecret;
  readonly emailIndex: StoredSecret;
  /** Holds credentials of the stores themselves, so no function may read it. */
  readonly admin: StoredSecret;

  constructor(scope: Construct, id: string, environment: Environment, protection: Protection) {
    super(scope, id);
    const { label } = environment;
    this.webhooks = new Map(
      storesOf(environment).map(({ source, store, key }) => [
        key,
        this.#add(`${source}-${store}`, protection, {
          description: `masivo-bridge ${label}: what ${key} signs its webhooks with. Put in ${profileOf(source).secret.what}; several as a JSON list of texts.`,
        }),
      ]),
    );
    this.masivo = this.#add('masivo', protection, {
      description: `masivo-bridge ${label}: the Masivo account ${environment.masivo.account}. Put in {"apiKey":"..."} (dashboard > Settings > Advanced settings) or {"token":"..."}.`,
    });
    this.emailIndex = this.#add('email-index', protection, {
      description: `masivo-bridge ${label}: names e-mails in the ledger's index. Generated. Never change it: every e-mail the ledger knows would look unknown.`,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });
    // One for all stores: each secret is billed by the month, and the same people may read all of them.
    this.admin = this.#add('admin', protection, {
      description: `masivo-bridge ${label}: what opens the stores at their vendors for people who subscribe, by source/store. Filled by the command subscribe; no function may read it.`,
    });
  }

  /** CDK's own `Secret` would generate a value, which a function could not distinguish from a real one. */
  #add(
    id: string,
    { key, removalPolicy }: Protection,
    props: { description: string; generateSecretString?: CfnSecret.GenerateSecretStringProperty },
  ): StoredSecret {
    const secret = new CfnSecret(this, id, { ...props, ...(key ? { kmsKeyId: key.keyArn } : {}) });
    secret.applyRemovalPolicy(removalPolicy);
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: props.generateSecretString
        ? 'This key names e-mails in the ledger. Under another value every known e-mail would look unknown and customers would be created twice, so it is never rotated; it signs and opens nothing.'
        : 'The value is issued by the vendor or by Masivo, so no schedule of ours can renew it. A rotation there is put in by an operator (docs/deploy.md); current and previous versions are both accepted.',
    });
    return { arn: secret.ref, ...nameOf(secret) };
  }
}

/**
 * CloudFormation names the secret `{logical id}-{12 characters}`, and its ARN ends with that name, a dash and six
 * characters more, by which it cannot be asked for. A logical id has no dash.
 */
function nameOf(secret: CfnSecret): Pick<StoredSecret, 'name' | 'nameLength'> {
  const parts = Fn.split('-', Fn.select(6, Fn.split(':', secret.ref)));
  return {
    name: Fn.join('-', [Fn.select(0, parts), Fn.select(1, parts)]),
    nameLength: Stack.of(secret).getLogicalId(secret).length + 1 + 12,
  };
}
