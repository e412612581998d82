import * as v from 'valibot';
import { outcomes } from '../../lambda/delivery/outcome';
import { attentions } from '../../lambda/ledger/customer-item';
import { taskKinds } from '../../lambda/ledger/task';
import { StoresSchema } from '../../lambda/settings';
import { version } from '../../package.json';
import { mostAtOnce, mostReplayed } from './answers/bulk';
import { mostListed } from './answers/census';
import { Note } from './answers/discard-note';

// Only so that no request is large: what has no item in the ledger is unknown, whatever it is called.
const Name = v.pipe(v.string(), v.maxLength(255));
const Id = v.pipe(v.string(), v.maxLength(10_000));
const Cursor = v.exactOptional(v.pipe(v.string(), v.nonEmpty(), v.maxLength(10_000)));
const Email = v.pipe(v.string(), v.maxLength(320));
const Limit = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));
const Moment = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((text) => new Date(text)),
);

/** Records of acts name it as it is given: no text that could be a person's. */
const label = '[a-z0-9][a-z0-9-]{0,62}';
const Label = v.pipe(v.string(), v.regex(new RegExp(`^${label}$`)));
const StoreText = v.pipe(v.string(), v.regex(new RegExp(`^${label}/${label}$`)));

export const Nothing = v.strictObject({});
export const Customer = v.strictObject({
  source: Name,
  store: Name,
  customer: v.pipe(v.string(), v.maxLength(10_000)),
});
/** Whose act is recorded whether the ledger knows the customer or not. */
const Recorded = v.strictObject({ ...Customer.entries, source: Label, store: Label });
const Customers = (most: number) => v.pipe(v.array(Customer), v.minLength(1), v.maxLength(most));
/**
 * @param byMasivoId `customer` is the ID in Masivo: of whom nothing else is known, because the person was erased.
 * @param withinLimit the requests count within the environment's rate limit: whoever asks about many waits for slots.
 */
export const InMasivo = v.strictObject({
  ...Customer.entries,
  byMasivoId: v.exactOptional(v.literal(true)),
  withinLimit: v.exactOptional(v.literal(true)),
});
export const OneDelivery = v.strictObject({ id: Id });

const deliveryFilter = {
  outcomes: v.exactOptional(v.array(v.picklist(outcomes))),
  source: v.exactOptional(Name),
  store: v.exactOptional(Name),
  since: v.exactOptional(Moment),
  until: v.exactOptional(Moment),
  customer: v.exactOptional(v.pipe(v.string(), v.maxLength(255))),
  email: v.exactOptional(Email),
  signedWith: v.exactOptional(v.pipe(v.string(), v.maxLength(64))),
};
export const DeliveryFilter = v.strictObject(deliveryFilter);
export const DeliveryPageQuery = v.strictObject({ ...deliveryFilter, limit: Limit(1000), before: Cursor });
const Version = v.pipe(v.string(), v.maxLength(64));
/** With the stores' settings of who asks: what a changed mapping would do is asked before it is deployed. */
export const Comparison = v.union([
  v.strictObject({
    version: v.literal(version),
    query: v.strictObject({ ...deliveryFilter, limit: Limit(100_000), before: Cursor }),
    stores: StoresSchema,
    /** The hash of the mapping at hand; null for none. */
    mapping: v.nullable(v.pipe(v.string(), v.maxLength(64))),
  }),
  // A checkout of another version, whose settings and queries may have another form.
  v.object({ version: v.pipe(Version, v.notValue(version)) }),
]);

const waitingFilter = {
  kind: v.exactOptional(v.picklist(attentions)),
  source: v.exactOptional(Name),
  store: v.exactOptional(Name),
};
export const WaitingFilter = v.strictObject(waitingFilter);
export const WaitingPageQuery = v.strictObject({ ...waitingFilter, limit: Limit(1000), before: Cursor });

export const TaskFilter = v.strictObject({
  kind: v.exactOptional(v.picklist(taskKinds)),
  source: v.exactOptional(Name),
  store: v.exactOptional(Name),
});
export const Task = v.strictObject({ id: Id });
export const Named = v.strictObject({ customers: v.pipe(v.array(Customer), v.maxLength(mostReplayed)) });
/** What the store's vendor listed, each in the form of the webhook that its source parses. */
const Listed = v.strictObject({
  headers: v.record(v.string(), v.pipe(v.string(), v.maxLength(1000))),
  body: v.string(),
  receivedAt: Moment,
});
export const Census = v.strictObject({
  census: v.pipe(v.string(), v.uuid()),
  source: Name,
  store: Name,
  listed: v.pipe(v.array(Listed), v.maxLength(mostListed)),
  /** The vendor itself has listed them then or later; null where a file has. */
  listedSince: v.nullable(Moment),
});
export const ToErase = v.union([v.strictObject({ customer: Customer }), v.strictObject({ email: Email })]);
const AllRecorded = v.pipe(v.array(Recorded), v.minLength(1), v.maxLength(100));
export const Erasure = v.strictObject({ customers: AllRecorded, email: v.nullable(Email) });
export const DeadLettersOf = v.strictObject({ customers: AllRecorded, email: v.nullable(Email) });
export const Export = v.strictObject({ customer: Recorded, before: Cursor });
export const Since = v.strictObject({ since: v.exactOptional(v.pipe(v.number(), v.minValue(0))) });
export const Newest = v.strictObject({ limit: Limit(1000) });

const Count = v.strictObject({ count: Limit(mostReplayed) });
const Bulk = v.pipe(v.string(), v.uuid());

/** The beginning of a comparison with so many deliveries; or some of those. */
export const Bodies = v.union([
  v.strictObject({ count: Limit(100_000) }),
  v.strictObject({
    query: v.strictObject({ ...deliveryFilter, limit: Limit(200), before: Cursor }),
    bulk: Bulk,
  }),
]);

/** One; or the beginning of many; or some of the many that were begun. */
export const Replay = v.union([
  OneDelivery,
  Count,
  v.strictObject({ ids: v.pipe(v.array(Id), v.minLength(1), v.maxLength(mostAtOnce)), bulk: Bulk }),
]);
export const Discard = v.strictObject({
  ids: v.pipe(v.array(Id), v.minLength(1), v.maxLength(mostAtOnce)),
  note: v.exactOptional(Note),
});
const decided = <const T extends v.ObjectEntries>(decision: T) =>
  v.union([
    v.strictObject({ customer: Customer, ...decision }),
    v.strictObject({ ...Count.entries, ...decision }),
    v.strictObject({ customers: Customers(mostAtOnce), bulk: Bulk, ...decision }),
  ]);
export const Release = decided({ release: v.picklist(['create', 'migrate', 'drop']) });
export const Link = decided({});

const Store = v.strictObject({ source: Label, store: Label });
const Key = v.exactOptional(v.pipe(v.string(), v.maxLength(2048)));
export const ShopPart = v.strictObject({ store: Store, start: Key });
export const ShopErasure = v.variant('step', [
  v.strictObject({ store: Store, step: v.literal('begin') }),
  v.strictObject({ store: Store, step: v.literal('dead-letters') }),
  v.strictObject({ store: Store, step: v.literal('end') }),
  v.strictObject({ store: Store, step: v.literal('delete'), start: Key }),
]);

const All = v.literal('*');
export const Stores = v.strictObject({
  stores: v.pipe(v.array(v.union([All, StoreText])), v.maxLength(200)),
});
export const Revocation = v.strictObject({
  store: StoreText,
  fingerprint: v.pipe(v.string(), v.regex(/^[0-9a-f]{1,64}$/)),
});
export const Backfill = v.strictObject({
  store: StoreText,
  run: v.pipe(v.string(), v.regex(/^[\w.:-]{1,100}$/)),
  resumed: v.boolean(),
});
/** Whose record names the store as it is given. */
export const NewCensus = Store;
