import * as v from 'valibot';
import { MappingSchema, SettingsSchema, StoreSchema as StoreSettingsSchema } from '../../lambda/settings';
import { ingressDefaults } from '../ingress-capacity';
import { reconcileDefaults } from '../reconcile-defaults';
import * as field from './config-fields';

/** The functions' own: there is one schema for what they read. */
const runtime = { store: StoreSettingsSchema.entries, ...SettingsSchema.entries };

export const StoreSchema = v.strictObject({
  /** Which account of the vendor it is: a shop by its domain, else the account's ID there. A wrong form is refused with an example. */
  vendorAccount: v.string(),
  /** Go-live: shoppers created earlier get no account by a webhook; the backfill brings them. */
  signupsSince: runtime.store.signupsSince,
  /** Flood guard: creations above it are held until an operator releases them. */
  maxCreationsPerHour: runtime.store.maxCreationsPerHour,
  consent: v.exactOptional(runtime.store.consent),
  creates: v.exactOptional(v.boolean()),
  emailsVerified: runtime.store.emailsVerified,
  events: runtime.store.events,
  mapping: v.exactOptional(MappingSchema),
  /** False: its vendor is not asked what has changed. */
  reconcile: runtime.store.reconcile,
  /** What `reconcile` does where the store's webhooks are not subscribed as they should be. */
  subscriptions: runtime.store.subscriptions,
  /** Alarm when the store has sent nothing for this long: its subscription may be gone. */
  expectWebhookWithinHours: v.exactOptional(field.whole(1, 168)),
  /** Another environment has the same account, of the same mode where the vendor has modes, and that is intended. */
  sharedOnPurpose: v.exactOptional(v.boolean(), false),
  /** The store has been live for more than a year: else so old a `signupsSince` is taken for another client's. */
  longLive: v.exactOptional(v.boolean()),
});

/** Anybody can guess a company's host name, but not the key that stands in the path of each address there. */
const DomainSchema = v.strictObject({
  name: field.HostName,
  certificateArn: field.CertificateArn,
  /** The first is for new subscriptions. A second one goes on being taken while they are moved. */
  pathKeys: field.PathKeys,
  /**
   * Switches the gateway's own address off. Only for a later deployment than the domain's: a subscription that is still
   * there would end. So it takes the names of all stores, each of which `doctor` has shown at the domain.
   */
  closeGatewayAddress: v.exactOptional(v.strictObject({ movedStores: v.array(v.string()) })),
});

/** What a file of the config folder may say of its environment. */
export const EnvironmentSchema = v.strictObject({
  aws: v.strictObject({
    account: v.pipe(v.string(), v.regex(/^\d{12}$/, 'is not an AWS account id of 12 digits')),
    region: field.Region,
  }),
  /** `live` is production: the merchant's decisions are required, and stored data outlives the stack. */
  mode: v.picklist(['live', 'test'], 'is neither live nor test'),
  masivo: v.strictObject({
    /** Names the Masivo account in the ledger's keys: under another name the ledger starts empty. */
    account: runtime.masivo.entries.account,
    baseUrl: v.exactOptional(field.BaseUrl, 'https://app.masivo.ai/api/storefront/v1'),
    rateLimit: runtime.masivo.entries.rateLimit,
    /** The account takes the consent record with the creation: the command `contract` tells whether it does. */
    consentAtCreation: runtime.masivo.entries.consentAtCreation,
    /** A test environment may write into an account that is live, or named like one. */
    liveOnPurpose: v.exactOptional(v.boolean()),
  }),
  /** By source, then by store. A single store is called `default`. */
  stores: v.record(field.SourceName, v.record(field.StoreName, StoreSchema)),
  sameEmail: v.exactOptional(v.picklist(['link', 'refuse'], 'is neither link nor refuse'), 'refuse'),
  ingress: v.exactOptional(
    v.strictObject({
      /** Of each store: API Gateway answers 429 above it. Vendors send such webhooks again. */
      requestsPerSecond: v.exactOptional(field.whole(1, 10_000), ingressDefaults.requestsPerSecond),
      burst: v.exactOptional(field.whole(1, 5000), ingressDefaults.burst),
      reservedConcurrency: v.exactOptional(field.whole(1, 10_000)),
      domain: v.exactOptional(DomainSchema),
    }),
    {},
  ),
  delivery: v.exactOptional(
    v.strictObject({
      /** Batches at a time; AWS takes 2 to 1000. Without it, it follows from the rate limit (delivery-capacity.ts). */
      concurrency: v.exactOptional(field.whole(2, 1000)),
      /** How long the first message of a batch may wait for others, which makes each cheaper. 0 delivers at once. */
      batchWindowSeconds: v.exactOptional(field.whole(0, 60), 20),
      reservedConcurrency: v.exactOptional(field.whole(2, 10_000)),
    }),
    {},
  ),
  /**
   * The stores' vendors are asked what has changed, to find what webhooks missed. A live environment does so unless this
   * says `off`, a test environment only where it is set.
   */
  reconcile: v.exactOptional(
    v.union([
      v.literal('off'),
      v.strictObject({
        // An alarm looks at each hour.
        everyMinutes: v.exactOptional(field.whole(5, 60), reconcileDefaults.everyMinutes),
        overlapMinutes: v.exactOptional(field.whole(1, 60), reconcileDefaults.overlapMinutes),
      }),
    ]),
  ),
  retention: v.exactOptional(
    v.strictObject({
      logsDays: v.exactOptional(
        v.picklist(field.logRetentionDays, `is none of CloudWatch's ${field.logRetentionDays.join(', ')}`),
        30,
      ),
      // Bodies are shoppers' data, and cost by the day. SQS keeps a message for 14 days: a delivery must not be
      // forgotten before its message.
      deliveriesDays: v.exactOptional(field.whole(15, 3650), 30),
      // How far back the ledger can be restored: DynamoDB keeps 35 days at most. For so long a person who was erased is in
      // its backups.
      recoveryDays: v.exactOptional(field.whole(1, 35), 7),
    }),
    {},
  ),
  /** When a ledger that was restored from an earlier second was attached (docs/operate/restore.md). It stays from then on. */
  ledgerRestoredAt: runtime.ledgerRestoredAt,
  /** A CloudWatch dashboard that follows a signup from the store to Masivo: 3.00 USD a month. */
  dashboard: v.exactOptional(v.boolean(), false),
  alarms: v.strictObject({
    /** Every alarm, as a live environment always has them. Without it a test environment has the few that it needs. */
    all: v.exactOptional(v.boolean()),
    email: v.exactOptional(v.pipe(v.string(), v.email('is not an e-mail address'))),
    /** Existing SNS topics: `page` wakes somebody, `ticket` can wait for the morning. */
    page: v.exactOptional(field.TopicArn),
    ticket: v.exactOptional(field.TopicArn),
    /** Channels that get every alarm, beside or instead of the e-mail (docs/deploy.md, "Alarms where people are"). */
    slack: v.exactOptional(field.SlackChannel),
    teams: v.exactOptional(field.TeamsChannel),
    /** Gets what wakes somebody, and no more. Whoever has the URL can wake them, too. */
    pagerDuty: v.exactOptional(field.PagerDutyUrl),
    oldestWaitingMinutes: v.exactOptional(field.whole(10, 1440), 60),
    /** Where the pages of docs/operate are published, in a fork on GitHub for example. Alarm mails link their section. */
    runbook: v.exactOptional(v.pipe(v.string(), v.url('is not a URL'), v.maxLength(300))),
  }),
  /** What a company's platform team asks for. */
  platform: v.exactOptional(
    v.strictObject({
      /** In front of the stack's name, where one AWS account holds several clients. */
      clientPrefix: v.exactOptional(field.Name),
      /** A policy's name or ARN. */
      permissionsBoundary: v.exactOptional(field.PermissionsBoundary),
      rolePath: v.exactOptional(
        v.pipe(v.string(), v.regex(/^\/([\w+=,.@-]+\/)*$/, 'begins and ends with a slash')),
      ),
      bootstrapQualifier: v.exactOptional(
        v.pipe(v.string(), v.regex(/^[a-z0-9]{1,10}$/, 'up to 10 lower-case letters and digits')),
      ),
      tags: v.exactOptional(field.Tags, {}),
      /** Its key policy must let this account use it: see docs/deploy.md. */
      kmsKeyArn: v.exactOptional(field.KeyArn),
    }),
    {},
  ),
  /** Sample events for the Lambda console, in the one registry that an account and region has for them. */
  sampleEvents: v.exactOptional(
    v.picklist(
      ['off', 'new-registry', 'existing-registry'],
      'is none of off, new-registry, existing-registry',
    ),
    'off',
  ),
});
