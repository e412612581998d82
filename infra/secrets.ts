import { Validations } from 'aws-cdk-lib';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { profileOf } from '../lambda/sources/profiles';
import { type Environment, type NamedStore, storesOf } from './config/config';
import { reconciledStores, reconcileTimesOf } from './config/reconciled';
import type { Protection } from './protection';

/** What the functions and policies need of a secret; never its value. */
export interface StoredSecret {
  /** With Secrets Manager's own six characters at the end: what IAM compares, and what it is asked for by. */
  readonly arn: string;
}

/**
 * One secret per reader, because each is billed by the month: that of the webhook endpoint, two of `deliver`, and that
 * of administrators. Where `deliver` reads at a vendor, it has a third one, and `reconcile` has its own. They are created empty: people fill them.
 */
export class Secrets extends Construct {
  readonly webhooks: StoredSecret;
  readonly masivo: StoredSecret;
  readonly emailIndex: StoredSecret;
  /** Only where the newer events of a store name customers whom `deliver` has to read. */
  readonly vendorKeys: StoredSecret | undefined;
  /** Only where the stores' vendors are asked what has changed. */
  readonly reconcileKeys: StoredSecret | undefined;
  /** Holds credentials of the stores themselves, so no function may read it. */
  readonly admin: StoredSecret;

  constructor(scope: Construct, id: string, environment: Environment, protection: Protection) {
    super(scope, id);
    const { label } = environment;
    this.webhooks = this.#add('webhooks', protection, {
      description: `masivo-bridge ${label}: what the stores sign their webhooks with, by source/store. ${formOf(storesOf(environment))}`,
    });
    this.masivo = this.#add('masivo', protection, {
      description: `masivo-bridge ${label}: the Masivo account ${environment.masivo.account}. Put in {"apiKey":"..."} (dashboard > Settings > Advanced settings) or {"token":"..."}.`,
    });
    this.emailIndex = this.#add('email-index', protection, {
      description: `masivo-bridge ${label}: names e-mails in the ledger's index. Generated. Never change it: every e-mail the ledger knows would look unknown.`,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });
    const read = storesOf(environment).filter(isRead);
    this.vendorKeys =
      read.length === 0
        ? undefined
        : this.#add('vendor-keys', protection, {
            description: `masivo-bridge ${label}: the keys with which deliver reads at vendors, by source/store. ${keysFormOf(read, 'vendorKey')}`,
          });
    const asked = reconcileTimesOf(environment) ? reconciledStores(environment) : [];
    this.reconcileKeys =
      asked.length === 0
        ? undefined
        : this.#add('reconcile-keys', protection, {
            description: `masivo-bridge ${label}: the keys with which reconcile asks the stores' vendors what has changed, by source/store. They only read. ${keysFormOf(asked, 'changesKey')}`,
          });
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
        : 'The value is issued by the vendor or by Masivo, so no schedule of ours can renew it. A rotation there is put in by an operator (docs/deploy.md); of webhook secrets the value holds the new one and the earlier ones.',
    });
    return { arn: secret.ref };
  }
}

/** Whether `deliver` reads this store's customers at its vendor. */
const isRead = ({ source, config }: NamedStore): boolean =>
  config.events === true && profileOf(source).vendorKey !== undefined;

const keysFormOf = (stores: readonly NamedStore[], which: 'vendorKey' | 'changesKey'): string =>
  [...new Set(stores.map(({ source }) => source))]
    .map((source) => {
      const { what = '' } = profileOf(source)[which] ?? {};
      const [first] = stores.filter((store) => store.source === source);
      return `Put in ${JSON.stringify({ [first?.key ?? '']: '...' })}: ${what}.`;
    })
    .join(' ');

/** With the first store of each source as the example: a description ends at 2,048 characters, whatever the stores. */
function formOf(stores: readonly NamedStore[]): string {
  const examples = stores.filter(
    ({ source }, index) => stores.findIndex((store) => store.source === source) === index,
  );
  const form = JSON.stringify(Object.fromEntries(examples.map(({ key }) => [key, ['newest', 'older']])));
  const what = examples.map(({ source }) => `${source}: ${profileOf(source).secret.what}`);
  return `Put in ${form}, or one text instead of a list. ${what.join('. ')}.`;
}
