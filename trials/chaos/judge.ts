import { check } from './check';
import { checkLedger } from './check-ledger';
import { filesOf } from './files';
import type { Finishing } from './finish-up';
import type { Happening } from './happened';
import type { ledgerRecord } from './ledger-record';
import { masivoRecord } from './masivo-record';
import { remainsOf } from './remains';
import { restoreCopy, restoredTable } from './restored-copy';
import { liveAgain } from './second-life';
import type { Shopper } from './shopper';
import type { StoreApis } from './store-apis';
import { takeCensus } from './take-census';

type LedgerRecord = ReturnType<typeof ledgerRecord>;

export interface Told {
  readonly shoppers: readonly Shopper[];
  readonly happening: Happening;
  readonly ledger: LedgerRecord;
  readonly finishing: Finishing;
  /** Undefined where no vendor is asked what has changed. */
  readonly apis: StoreApis | undefined;
  readonly dataDir: string;
  readonly consentAtCreation: boolean;
  /** What was found before anything came that may bring whom the bridge had lost. */
  readonly earlier: {
    readonly lost: readonly string[];
    readonly unfinished: readonly string[];
    /** To be restored: whoever was erased stays away then, too. */
    readonly ledger: Awaited<ReturnType<LedgerRecord['items']>>;
  };
}

/** Holds what is left, in Masivo, the ledger, its restored copy, files and lists of stores, against what happened. */
export async function judged(told: Told) {
  const { shoppers, happening, ledger, finishing, apis, dataDir, earlier } = told;
  const { bridge, control } = finishing;
  const record = await masivoRecord(control);
  const violations = check(shoppers, happening, record.kept);
  const acknowledged = shoppers.filter(({ id }) => happening.acknowledged.has(id));
  checkLedger(acknowledged, happening, record.kept, await ledger.believed(acknowledged), violations);
  if (told.consentAtCreation && record.marketableUnasked > 0) {
    violations['marketable without consent'].push(`${record.marketableUnasked} for an instant`);
  }
  violations.unfinished.push(...earlier.unfinished);
  violations.lost = [...new Set([...violations.lost, ...earlier.lost])];
  const erased = acknowledged.filter(({ id }) => happening.erased.has(id));
  violations['still held'].push(...remainsOf(erased, [...(await ledger.holdings()), ...filesOf(dataDir)]));
  if (erased.length > 0) {
    await restoreCopy(ledger.client, earlier.ledger, dataDir);
    const restored = await ledger.holdings(restoredTable);
    violations['still held'].push(
      ...remainsOf(erased, restored).map((what) => `${what}, in a restored ledger`),
    );
  }
  const census = apis && (await takeCensus(apis, bridge.stores, bridge.operator));
  violations.unexplained.push(...(census?.left ?? []));
  await liveAgain(erased, record.kept, finishing, violations);
  return { violations, record, erased: erased.length, listed: census?.read ?? 0 };
}
