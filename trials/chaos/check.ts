import { trialVendor } from '../vendors/registry';
import type { Shopper, Version } from './shopper';

/** A customer in Masivo's own record, in the terms of the check. */
export interface Kept {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly registrations: number;
  /** Undefined where no consent record is in. */
  readonly emailMarketing: boolean | undefined;
  readonly linked: readonly string[];
}

/** Which versions of which shoppers ingress acknowledged with 200. */
export type Acknowledged = ReadonlyMap<string, ReadonlySet<number>>;

export const violationKinds = ['lost', 'doubled', 'stale', 'wrong', 'marketable without consent'] as const;
export type Violations = Readonly<Record<(typeof violationKinds)[number], readonly string[]>>;

/**
 * Compares Masivo's own record with what was acknowledged. It knows nothing of the bridge: the expected state follows
 * from the story alone. Pure.
 */
export function check(
  shoppers: readonly Shopper[],
  acknowledged: Acknowledged,
  kept: readonly Kept[],
): Violations {
  const found: Record<(typeof violationKinds)[number], string[]> = {
    lost: [],
    doubled: [],
    stale: [],
    wrong: [],
    'marketable without consent': [],
  };
  const byId = new Map(kept.map((customer) => [customer.id, customer]));
  const carriers = new Map(kept.flatMap((customer) => customer.linked.map((id) => [id, customer] as const)));
  const told = new Set<string>();

  for (const shopper of shoppers) {
    told.add(shopper.id);
    const seen = [...(acknowledged.get(shopper.id) ?? [])].sort((a, b) => a - b);
    const versions = seen.flatMap((index) => shopper.versions[index] ?? []);
    const email = versions.findLast((version) => version.email !== null)?.email ?? null;
    const customer = byId.get(shopper.id);
    if (!customer) {
      const carrier = carriers.get(`${shopper.source}/default/${shopper.id}`);
      // A twin may live as an id that the other one carries, if that one has the e-mail.
      if (email !== null && carrier?.email !== email) found.lost.push(shopper.id);
      continue;
    }
    if (versions.length === 0 || email === null) {
      found.wrong.push(`${shopper.id}: nobody asked for this customer yet`);
      continue;
    }
    if (customer.registrations !== 1)
      found.doubled.push(`${shopper.id}: ${customer.registrations} registrations`);
    if (customer.email !== email) found.wrong.push(`${shopper.id}: e-mail`);
    const newest = versions.at(-1);
    if (newest && customer.name !== newest.name) {
      const known = versions.some(({ name }) => name === customer.name);
      (known ? found.stale : found.wrong).push(`${shopper.id}: ${customer.name}`);
    }
    judgeConsent(shopper.id, customer, lastWord(shopper, versions), found);
  }
  for (const { id } of kept) if (!told.has(id)) found.wrong.push(`${id}: not in the story`);
  const owners = new Set<string>();
  for (const { id, email } of kept) {
    if (owners.has(email)) found.doubled.push(`${id}: an e-mail twice`);
    owners.add(email);
  }
  return found;
}

/** Where bodies may lack consent, nothing has changed; where they always have it, a missing statement was withdrawn. */
function lastWord({ source }: Shopper, versions: readonly Version[]): boolean {
  const speaking = trialVendor(source).silenceIsNo
    ? versions
    : versions.filter(({ word }) => word !== undefined);
  return speaking.at(-1)?.word ?? false;
}

function judgeConsent(
  id: string,
  customer: Kept,
  expected: boolean,
  found: Record<(typeof violationKinds)[number], string[]>,
): void {
  if (customer.emailMarketing === expected) return;
  // Without a record Masivo treats every purpose as allowed.
  if (customer.emailMarketing === undefined || !expected) found['marketable without consent'].push(id);
  else found.wrong.push(`${id}: consent`);
}
