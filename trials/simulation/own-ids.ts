import type { CompiledMapping } from '../../lambda/mapping/compiled-mapping';
import type { CustomerMapping } from '../../lambda/mapping/customer-mapping';
import type { Settings } from '../../lambda/settings';
import type { Random } from '../chaos/random';
import type { Fault } from './faults';
import type { Customer, OwnId, OwnIds, Spec, Step } from './spec';

const minuteMs = 60_000;

/** Some shops have numbers of their own, by which Masivo is to know their shoppers. */
export function withOwnIds(spec: Spec, random: Random): Spec {
  if (random.chance(0.85)) return spec;
  const ids: Record<string, OwnId> = {};
  const numbers: string[] = [];
  for (const [place, customer] of spec.customers.entries()) {
    const own = ownIdOf(customer, place, { customers: spec.customers, numbers }, random);
    if (!own) continue;
    ids[customer.id] = own;
    numbers.push(own.first);
  }
  const ownIds = { ids, ...whenIn(spec, random) };
  const steps = [
    ...spec.steps.map((step) => withForeignId(step, numbers, random)),
    ...member(ids, spec, random),
  ];
  return {
    ...spec,
    traits: { ...spec.traits, ownIds },
    steps: steps.sort((a, b) => a.atMs - b.atMs),
    faults: [...spec.faults, ...faultsWhereReserved(random)],
  };
}

interface Others {
  readonly customers: readonly Customer[];
  /** Those of the customers before. */
  readonly numbers: readonly string[];
}

/** Mostly one of its own, always the same. Undefined where the shop has no number for it. */
function ownIdOf(
  customer: Customer,
  place: number,
  { customers, numbers }: Others,
  random: Random,
): OwnId | undefined {
  const number = String(880_000_000 + place);
  const kind = random.next();
  if (kind < 0.7) return { first: number };
  if (kind < 0.8)
    return { first: number, renamed: { was: nameOf(customer), id: String(890_000_000 + place) } };
  if (kind < 0.84) return { first: customer.id, renamed: { was: nameOf(customer), id: number } };
  if (kind < 0.92 && numbers.length > 0)
    return { first: numbers[random.between(0, numbers.length - 1)] ?? number };
  if (kind < 0.96) return { first: customers[random.between(0, customers.length - 1)]?.id ?? number };
  return undefined;
}

const nameOf = ({ versions }: Customer): string => versions[0]?.name ?? '';

/** Mostly always, and now and then from or until the middle of the story. */
function whenIn({ steps }: Spec, random: Random): Pick<OwnIds, 'fromMs' | 'untilMs'> {
  const sometime = () =>
    (steps[random.between(0, steps.length - 1)]?.atMs ?? 0) + random.between(1, minuteMs);
  if (random.chance(0.7)) return {};
  return random.chance(0.7) ? { fromMs: sometime() } : { untilMs: sometime() };
}

/** Whom Masivo has from elsewhere may have one of the numbers. */
function withForeignId(step: Step, numbers: readonly string[], random: Random): Step {
  const number = numbers[random.between(0, Math.max(0, numbers.length - 1))];
  return step.do === 'foreign' && number !== undefined && random.chance(0.6) ? { ...step, id: number } : step;
}

/** A till has brought one of the shoppers into Masivo before, or does it meanwhile. */
function member(ids: Readonly<Record<string, OwnId>>, { customers, steps }: Spec, random: Random): Step[] {
  if (random.chance(0.75) || steps.some((step) => step.do === 'foreign')) return [];
  const customer = customers[random.between(0, customers.length - 1)];
  const own = customer && ids[customer.id];
  if (!own) return [];
  const email = customer.versions.find((version) => version.email)?.email ?? 'nobody@example.com';
  const foreign = { do: 'foreign', id: own.first, email } as const;
  if (random.chance(0.6)) return [{ ...foreign, atMs: 0 }];
  // Of whom somebody else brings after its last event, only a replay tells.
  const atMs = random.between(0, 10 * minuteMs);
  const lastMs = Math.max(atMs, ...steps.map((step) => step.atMs));
  const replay = { do: 'replay', customer: customers.indexOf(customer), atMs: lastMs + minuteMs } as const;
  return [{ ...foreign, atMs }, replay];
}

/** Around the reservation of an ID. */
function faultsWhereReserved(random: Random): Fault[] {
  if (random.chance(0.4)) return [];
  const effect = random.pick<Fault['effect']>([
    { do: 'die', when: 'before' },
    { do: 'die', when: 'landed' },
    { do: 'die', when: 'sent', lateMs: random.between(100, 20_000) },
    { do: 'stall', ms: random.between(5000, 55_000) },
    { do: 'stall', ms: random.between(minuteMs, 10 * minuteMs) },
    { do: 'lost', when: 'after' },
    { do: 'late', ms: random.between(10, 5000) },
  ]);
  return [{ kind: 'call', op: 'write masivo-id', nth: random.between(0, 2), effect }];
}

/** The environment's `mapping.ts`; undefined where no store has IDs of its own by then. Pure. */
export function mappingIn(
  { traits }: Spec,
  { stores }: Pick<Settings, 'stores'>,
): CompiledMapping | undefined {
  const { ownIds } = traits;
  if (!ownIds || !stores.some(({ mapping }) => mapping.ownIds)) return undefined;
  const map: CustomerMapping = (_, customer) => {
    const own = ownIds.ids[customer.id];
    if (!own) return customer;
    const isRenamed = own.renamed !== undefined && customer.name !== own.renamed.was;
    return { ...customer, id: isRenamed ? own.renamed.id : own.first };
  };
  return {
    hash: '0123456789ab',
    call: (event, customer) => ({
      kind: 'returned',
      value: Reflect.apply(map, undefined, [event, customer]),
    }),
    writes: () => true,
  };
}

/** Whether another customer of the story may rightly have one of its IDs in Masivo. Pure. */
export function isContested({ traits: { ownIds }, customers }: Spec, { id }: Customer): boolean {
  const idsOf = (one: string): readonly string[] => {
    const own = ownIds?.ids[one];
    return [one, ...(own ? [own.first, own.renamed?.id ?? own.first] : [])];
  };
  const mine = new Set(idsOf(id));
  return (
    ownIds !== undefined &&
    customers.some((other) => other.id !== id && idsOf(other.id).some((each) => mine.has(each)))
  );
}
