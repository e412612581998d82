import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStateFolder } from '../../cli/backfill/engine/state-folder';
import type { CensusCount } from '../../cli/census/count';
import { openReport } from '../../cli/census/report';
import { walk } from '../../cli/census/walk';
import { processTerminal } from '../../cli/terminal';
import { vendors } from '../../cli/vendors/registry';
import { systemClock } from '../../lambda/clock';
import { keyedHash } from '../../lambda/secrets/keyed-hash';
import { type Settings, storeOf } from '../../lambda/settings';
import { sources } from '../../lambda/sources/registry';
import { localSettings } from '../../local/local-settings';
import { censusOf } from '../../operator/core/census/census';
import { modelled, writeShoppers } from '../vendors/modelled';
import { madeUpLedger } from './made-up-ledger';

export interface CensusOfMillion {
  readonly customers: number;
  readonly onProgress: (read: number) => void;
}

export interface MillionReport {
  readonly customers: number;
  readonly ms: number;
  /** The most memory that the process had at any moment, from its start. */
  readonly peakMb: number;
  readonly counts: readonly CensusCount[];
  readonly violations: readonly string[];
}

const mostPeakMb = 250;
/** One in so many was never heard of: half of these signed up before go-live. */
const oneIn = 100;

/**
 * A census of a generated list, by the backfill's reader and the code of the function in this process. The ledger is
 * made up as it is read, so whatever memory grows is the census's own.
 */
export async function censusOfMillion({ customers, onProgress }: CensusOfMillion): Promise<MillionReport> {
  const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-census-'));
  try {
    const file = join(folder, 'shoppers.jsonl');
    await writeShoppers(file, customers);
    const { settings, store, source, opener } = shopOf(customers);
    const state = openStateFolder(join(folder, 'state'));
    const reader = await opener.open({
      terminal: processTerminal(),
      ...{ store, since: null, folder: state, options: { file }, sleep: systemClock.sleep },
      kept: async () => undefined,
      changeKept: async () => undefined,
    });
    const [tableName, account] = ['ledger', settings.masivo.account];
    const isUnheardOf = (serial: number) => serial % oneIn === 0;
    const db = madeUpLedger({ tableName, account, source, store, isUnheardOf });
    const place = { db, tableName, account };
    const deps = {
      settings,
      mapping: undefined,
      place,
      clock: systemClock,
      hash: keyedHash(async () => 'a key'),
    };
    const report = openReport(state.report);
    const began = Date.now();
    const { read, counts, drawn } = await walk({
      listed: reader.read({ store, since: null, after: null }),
      explain: async (listed) => {
        const answered = await censusOf(store, listed, null, deps);
        return answered.kind === 'explained' ? answered.entries : [];
      },
      sample: 100,
      random: Math.random,
      onRemainder: report.write,
      onProgress,
      settle: async () => {},
    }).finally(report.close);
    const ms = Date.now() - began;
    // In KB on Linux.
    const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
    const figures = { customers, ms, peakMb, counts };
    return { ...figures, violations: violationsOf(figures, read, drawn.length) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The modelled store, whose go-live is in the middle of the list. */
function shopOf(customers: number) {
  const local = localSettings({ baseUrl: 'http://127.0.0.1', account: 'made-up' });
  const signupsSince = new Date(goLiveOf(customers)).toISOString();
  const settings: Settings = {
    ...local,
    stores: local.stores.map((store) => ({ ...store, signupsSince })),
  };
  const store = storeOf(settings, modelled, 'default');
  const source = sources.get(modelled);
  const opener = vendors.get(modelled)?.customers;
  if (!store || !source || !opener) throw new Error(`There is no ${modelled}`);
  return { settings, store, source, opener };
}

/** A shopper of the list signs up each minute. */
const goLiveOf = (customers: number) => Date.UTC(2023, 0, 1) + Math.floor(customers / 2) * 60_000;

function violationsOf(
  { customers, peakMb, counts }: Omit<MillionReport, 'violations'>,
  read: number,
  drawn: number,
): readonly string[] {
  const unheardOf = Math.ceil(customers / oneIn);
  const early = Math.ceil(Math.floor(customers / 2) / oneIn);
  const expected = [
    ['in-masivo', customers - unheardOf],
    ['ignored', early],
    ['missing', unheardOf - early],
  ] as const;
  const countOf = (kind: string) =>
    counts.filter((each) => each.kind === kind).reduce((sum, { count }) => sum + count, 0);
  return [
    ...(read === customers ? [] : [`${read} of ${customers} were read`]),
    ...expected.flatMap(([kind, count]) =>
      countOf(kind) === count ? [] : [`${countOf(kind)} are ${kind}, and not ${count}`],
    ),
    ...(drawn === Math.min(100, customers - unheardOf) ? [] : [`${drawn} were drawn`]),
    ...(peakMb <= mostPeakMb ? [] : [`it took ${peakMb} MB`]),
  ];
}
