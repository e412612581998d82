import { trialVendor } from '../../vendors/registry';
import type { Customer, Spec, Version } from '../spec';
import type { Witness } from './witness';

/** What the story alone says of a customer, in Masivo's terms. */
export interface Expected {
  readonly customer: Customer;
  /** Those that came in, the newest last. */
  readonly versions: readonly Version[];
  readonly newest: Version | undefined;
  /** Those with a statement on consent. */
  readonly speaking: readonly Version[];
  /** All that it ever had: Masivo's cannot be changed. */
  readonly emails: ReadonlySet<string>;
  /** The last statement on e-mail marketing; undefined where there was none. */
  readonly statement: boolean | undefined;
  readonly isOld: boolean;
  readonly wasBackfilled: boolean;
  /** Somebody else brought it into Masivo, or one with its e-mail. */
  readonly foreign: 'id' | 'email' | null;
  readonly wasDeleted: boolean;
  readonly wasBroughtBack: boolean;
  /** A creation of it was sent. */
  readonly wasTried: boolean;
  /** It was released after its deletion, and not deleted again. */
  readonly isDue: boolean;
  readonly wasEdited: boolean;
}

/** Pure: the story is all it looks at. */
export function expectedOf(
  spec: Spec,
  { backfilled, deleted, broughtBack, due, tried }: Witness,
): readonly Expected[] {
  return spec.customers.map((customer, index) => {
    const places = new Set(
      spec.steps.flatMap((step) => (step.do === 'webhook' && step.customer === index ? step.version : [])),
    );
    const read = backfilled.get(customer.id);
    if (read !== undefined) places.add(read);
    const versions = customer.versions.filter((_, place) => places.has(place));
    const emails = new Set(versions.flatMap(({ email }) => email || []));
    const foreign = spec.steps.flatMap((step) => {
      if (step.do !== 'foreign') return [];
      return step.id === customer.id ? 'id' : emails.has(step.email) ? 'email' : [];
    });
    return {
      customer,
      versions,
      newest: versions.at(-1),
      speaking: versions.filter(({ statement }) => statement !== undefined),
      emails,
      statement: statementIn(customer, versions),
      isOld: customer.registeredMs < 0,
      wasBackfilled: read !== undefined,
      foreign: foreign[0] ?? null,
      wasDeleted: deleted.has(customer.id),
      wasBroughtBack: broughtBack.has(customer.id),
      wasTried: tried.has(customer.id),
      isDue: due.has(customer.id),
      wasEdited: spec.steps.some((step) => step.do === 'edit' && step.customer === index),
    };
  });
}

/** Where bodies may lack consent, nothing has changed; where they always have it, a missing statement was withdrawn. */
function statementIn({ source }: Customer, versions: readonly Version[]): boolean | undefined {
  const newest = versions.at(-1);
  if (!newest) return undefined;
  if (trialVendor(source).silenceIsNo) return newest.statement ?? false;
  return versions.findLast(({ statement }) => statement !== undefined)?.statement;
}

/** The fields that Masivo is to show. */
export function fieldsOf({ source, store }: Customer, version: Version) {
  const { name, birthDate, gender, phone, note } = version;
  return {
    name,
    dob: birthDate === null ? null : `${birthDate}T00:00:00.000Z`,
    gender: gender === null ? null : gender.toUpperCase(),
    metadata: {
      source,
      store,
      ...(phone === null ? {} : { phone }),
      ...(note === null ? {} : { note }),
    },
  };
}
