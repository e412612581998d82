import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { SettingsName } from './settings';

/** An item as DynamoDB stores it; bytes are base64. */
export type FrozenItem = Readonly<Record<string, unknown>>;

/** The world before something happened in it. */
export interface Before {
  readonly story: string;
  readonly settings: SettingsName;
  /** The time, ISO. */
  readonly at: string;
  /** What the ledger held: places in the release's list of items. */
  readonly ledger: readonly number[];
}

/** One message, and what the release's own code made of it. */
export interface FrozenStep extends Before {
  readonly kind: 'message';
  /** Masivo's customers, as its sandbox restores them. */
  readonly masivo: readonly { readonly customer: { readonly id: string } }[];
  /** What the vendor's API had, by path. */
  readonly held: Readonly<Record<string, unknown>>;
  /** How Masivo misbehaved. */
  readonly misbehaviour: Readonly<Record<string, unknown>>;
  readonly message: string;
  readonly expected: Expected;
}

export interface Expected {
  readonly action: string;
  /** Null where no log is kept of the delivery. */
  readonly outcome: string | null;
  readonly reason: string | null;
  /** How often each customer in Masivo was paid the rewards of a registration. */
  readonly registrations: Readonly<Record<string, number>>;
}

/** What is read of items that workers and operators share (readings.ts). */
export type Reading =
  | 'shared state'
  | 'missing customers'
  | 'messages being attempted'
  | 'next slot'
  | 'left of a count'
  | 'reconciliation'
  | 'what operators did'
  | 'tasks';

/** What the release's own code read of items that no message leaves. */
export interface FrozenReading extends Before {
  readonly kind: 'reading';
  readonly reading: Reading;
  readonly reads: unknown;
}

export type Frozen = FrozenStep | FrozenReading;

/** An index of the ledger, as CloudFormation has it. */
export interface FrozenIndex {
  readonly name: string;
  readonly keys: readonly string[];
  readonly projection: string;
}

export interface Release {
  readonly version: string;
  readonly indexes: readonly FrozenIndex[];
  readonly items: readonly FrozenItem[];
  readonly frozen: readonly Frozen[];
}

/** The previous release's own tests are given another folder: that of today's code. */
const folder = process.env.FROZEN_RELEASES ?? __dirname;
const hashesFile = join(folder, 'hashes.json');
const files = { indexes: 'indexes.json', items: 'items.json', frozen: 'stories.json' } as const;
const isVersion = /^v\d+\.\d+\.\d+$/;

/** `v1.2.0` comes before `v1.10.0`. */
export const byVersion = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

export const frozenVersions = (): readonly string[] =>
  readdirSync(folder)
    .filter((name) => isVersion.test(name))
    .sort(byVersion);

export function readRelease(version: string): Release {
  const read = (file: string) => JSON.parse(readFileSync(join(folder, version, file), 'utf8'));
  return {
    version,
    indexes: read(files.indexes),
    items: read(files.items),
    frozen: read(files.frozen),
  };
}

/** One line for each, so that a change of the stories shows what changed. */
const linesOf = (list: readonly unknown[]) =>
  `[\n${list.map((each) => JSON.stringify(each)).join(',\n')}\n]\n`;

export function writeRelease({ version, ...release }: Release, into = folder): void {
  const own = join(into, version);
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, files.indexes), linesOf(release.indexes));
  writeFileSync(join(own, files.items), linesOf(release.items));
  writeFileSync(join(own, files.frozen), linesOf(release.frozen));
}

export function hashOf(version: string): string {
  const hash = createHash('sha256');
  for (const file of Object.values(files)) hash.update(readFileSync(join(folder, version, file)));
  return hash.digest('hex');
}

export const readHashes = (): Readonly<Record<string, string>> =>
  existsSync(hashesFile) ? JSON.parse(readFileSync(hashesFile, 'utf8')) : {};

export const writeHash = (version: string): void =>
  writeFileSync(hashesFile, `${JSON.stringify({ ...readHashes(), [version]: hashOf(version) }, null, 2)}\n`);

export const itemToFreeze = (item: Readonly<Record<string, AttributeValue>>): FrozenItem =>
  Object.fromEntries(
    Object.entries(item).map(([name, value]) => [
      name,
      value.B ? { B: Buffer.from(value.B).toString('base64') } : value,
    ]),
  );

export function itemOf(frozen: FrozenItem): Record<string, AttributeValue> {
  return JSON.parse(JSON.stringify(frozen), (key, value) =>
    key === 'B' && typeof value === 'string' ? Buffer.from(value, 'base64') : value,
  );
}
