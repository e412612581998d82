import { newestSays, type Statement } from '../../newest-statement';
import { storeTraitsOf } from '../settings';
import { type Customer, type SettingsTraits, type Spec, storyStart, type Version } from '../spec';
import type { ByHand } from './erasure-watch';
import { type CameIn, statedBy } from './stated-by';
import type { Witness } from './witness';

/** What the story alone says of a customer, in Masivo's terms. */
export interface Expected {
  readonly customer: Customer;
  /** By which Masivo knows it, if by any. */
  readonly masivoId: string | undefined;
  /** Those that came in, the newest last. */
  readonly versions: readonly Version[];
  readonly newest: Version | undefined;
  /** The newest whose body had all of the shopper: of webhooks, and, where the backfill leaves no one out, of its list. */
  readonly newestWhole: readonly (Version | undefined)[];
  /** What the shopper stated on e-mail marketing. */
  readonly statements: readonly Statement[];
  /** All that it ever had: Masivo's cannot be changed. */
  readonly emails: ReadonlySet<string>;
  /** The last statement on e-mail marketing; undefined where there was none. */
  readonly statement: boolean | undefined;
  /** It existed before go-live. */
  readonly isOld: boolean;
  /** Whether a webhook may create it, and Masivo gets its consent: the store's settings say. */
  readonly mayCreate: boolean;
  readonly recordsConsent: boolean;
  readonly wasBackfilled: boolean;
  /** Somebody else brought it into Masivo, or one with its e-mail. */
  readonly foreign: 'id' | 'email' | null;
  readonly wasDeleted: boolean;
  readonly wasBroughtBack: boolean;
  /** It was released after its deletion, and not deleted again. */
  readonly isDue: boolean;
  readonly wasEdited: boolean;
  readonly isErased: boolean;
  /** Somebody has recorded its consent in Masivo by hand, and nothing that the store told since says otherwise. */
  readonly isConsentByHand: boolean;
  /** What somebody stated who was erased may have come to it before. */
  readonly isConsentOpen: boolean;
  /** The store has told that it deleted it. */
  readonly isDeletedInStore: boolean;
  /** When it first told so, epoch ms. */
  readonly toldEndAt: number;
  /** The store has told that it merged it into another customer. */
  readonly isMerged: boolean;
  /** Those of whom the store has told that it merged them into this one. */
  readonly mergedFrom: readonly Customer[];
}

/** Pure: the story is all it looks at. */
export function expectedOf(spec: Spec, witness: Witness): readonly Expected[] {
  const { backfilled, listedChoices, deleted, broughtBack, due, isForgotten, masivoIdOf, customerOf } =
    witness;
  const wasErased = ({ id }: Customer) => witness.erasedAt(id) !== undefined;
  // What was done with before a customer was forgotten is as if it had never come.
  const ownSteps = (customer: Customer) => {
    const index = spec.customers.indexOf(customer);
    return spec.steps.filter(
      (step) => 'customer' in step && step.customer === index && !isForgotten(customer.id, step),
    );
  };
  const cameIn = (customer: Customer): CameIn => {
    const own = ownSteps(customer);
    const listed = new Set(listedChoices.get(customer.id));
    return {
      sent: new Set(own.flatMap((step) => (step.do === 'webhook' ? step.version : []))),
      read: backfilled.get(customer.id),
      chosen: new Set([...own.flatMap((step) => (step.do === 'choice' ? step.choice : [])), ...listed]),
      listed,
    };
  };
  return spec.customers.map((customer, index) => {
    const own = ownSteps(customer);
    const whole = new Set(own.flatMap((step) => (step.do === 'webhook' && !step.silent ? step.version : [])));
    const told = cameIn(customer);
    const { sent, read } = told;
    const places = new Set([...sent, ...(read === undefined ? [] : [read])]);
    const versions = customer.versions.filter((_, place) => places.has(place));
    const { statements: stated, lacking } = statedBy(customer, told);
    const allMerged = spec.customers.filter(
      (other, place) => other.merged?.into === index && isTold(spec, 'store merge', place),
    );
    const mergedFrom = allMerged.filter((other) => !wasErased(other));
    const statements = [
      ...stated,
      ...allMerged.flatMap((other) => statedBy(other, cameIn(other)).statements),
    ];
    const statement = newestSays(statements, lacking);
    const byHand = witness.consentByHand.get(customer.id);
    const isConsentOpen = allMerged.length > mergedFrom.length;
    const masivoId = masivoIdOf(customer.id);
    const emails = new Set(versions.flatMap(({ email }) => email || []));
    const foreign = spec.steps.flatMap((step) => {
      if (step.do !== 'foreign') return [];
      return step.id === masivoId && customerOf(step.id) === customer.id
        ? 'id'
        : emails.has(step.email)
          ? 'email'
          : [];
    });
    return {
      customer,
      masivoId,
      versions,
      newest: versions.at(-1),
      newestWhole: [undefined, read].map((listed) =>
        customer.versions.findLast((_, place) => whole.has(place) || place === listed),
      ),
      statements,
      emails,
      statement,
      isOld: customer.registeredMs < 0,
      mayCreate: mayCreate(customer, spec.traits),
      recordsConsent: storeTraitsOf(spec.traits, customer).consent !== 'off',
      wasBackfilled: read !== undefined,
      foreign: foreign[0] ?? null,
      wasDeleted: deleted.has(customer.id),
      wasBroughtBack: broughtBack.has(customer.id),
      isDue: due.has(customer.id),
      isDeletedInStore: isTold(spec, 'store deletion', index),
      isMerged: isTold(spec, 'store merge', index),
      toldEndAt: Math.min(
        ...spec.steps.flatMap((step) =>
          step.do === 'store deletion' && step.customer === index ? storyStart + step.atMs : [],
        ),
      ),
      mergedFrom,
      isErased: wasErased(customer),
      isConsentByHand: isConsentOpen ? byHand !== undefined : isByHand(statement, statements, byHand),
      isConsentOpen,
      wasEdited: spec.steps.some((step) => step.do === 'edit' && step.customer === index),
    };
  });
}

const isTold = ({ steps }: Spec, what: 'store deletion' | 'store merge', place: number): boolean =>
  steps.some((step) => step.do === what && step.customer === place);

/** What somebody wrote in Masivo stays until the store tells something else than Masivo had before. */
function isByHand(
  newest: boolean | undefined,
  statements: readonly Statement[],
  byHand: ByHand | undefined,
): boolean {
  if (!byHand) return false;
  const isLater = statements.some(({ granted, told }) => granted === newest && told > byHand.at);
  return !isLater || byHand.before?.email_marketing === newest;
}

export function mayCreate(customer: Customer, traits: SettingsTraits): boolean {
  const { creates = true, signupsSince } = storeTraitsOf(traits, customer);
  return creates && (customer.registeredMs >= 0 || signupsSince === 'absent');
}

type Known = Pick<Expected, 'customer' | 'masivoId'>;

/** The fields that Masivo is to show. @param whole the newest version that had all of the shopper */
export function fieldsOf({ customer, masivoId }: Known, version: Version, whole: Version | undefined) {
  const { id, source, store } = customer;
  const { name, phone, note } = version;
  const { birthDate = null, gender = null } = whole ?? {};
  return {
    name,
    dob: birthDate === null ? null : `${birthDate}T00:00:00.000Z`,
    gender: gender === null ? null : gender.toUpperCase(),
    metadata: {
      source,
      store,
      ...(masivoId === id || masivoId === undefined ? {} : { store_customer: id }),
      ...(phone === null ? {} : { phone }),
      ...(note === null ? {} : { note }),
    },
  };
}
