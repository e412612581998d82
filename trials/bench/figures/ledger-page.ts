import { systemClock } from '../../../lambda/clock';
import { search } from '../../../operator/core/search';
import type { Figure } from '../figure';
import { filledLedger } from '../ledger/fill';
import { openLedger } from '../ledger/open';
import { interleaved } from '../rounds';

const many = 1_000_000;
const few = 1000;
const pageSize = 50;
const pagesPerRound = 10;

export const ledgerPage: Figure = {
  name: 'ledger-page',
  compares: `the operator's page of the newest ${pageSize} deliveries with ${many} stored / with ${few}`,
  unit: 'ms',
  goal: 1.2,
  rounds: 40,
  async measure({ random }, rounds, onProgress) {
    const full = await filledLedger(many, (done) => onProgress(done, many, '(filled once, then kept)'));
    const small = await openLedger(await filledLedger(few, () => {}));
    try {
      const large = await openLedger(full);
      try {
        const page =
          ({ place }: typeof large) =>
          async () => {
            const started = performance.now();
            for (let each = 0; each < pagesPerRound; each += 1) {
              const { records } = await search({ limit: pageSize }, place, systemClock);
              if (records.length !== pageSize) throw new Error(`A page of ${records.length} deliveries`);
            }
            return (performance.now() - started) / pagesPerRound;
          };
        const variants = { ours: page(large), floor: page(small) };
        const measured = await interleaved(variants, rounds, random, onProgress);
        const perPage = (units: number) => (units / (measured.length + 1) / pagesPerRound).toFixed(1);
        return {
          rounds: measured,
          notes: [
            `In DynamoDB's terms a page reads ${perPage(large.readUnits())} units with ${many} stored, ${perPage(small.readUnits())} with ${few}`,
          ],
        };
      } finally {
        await large.close();
      }
    } finally {
      await small.close();
    }
  },
};
