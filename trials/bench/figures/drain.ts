import { drain } from '../drain/drain';
import type { Figure } from '../figure';
import { interleaved } from '../rounds';

const events = 300;
// What infra/environments/prod.ts asks of Masivo; two cores hold it with sixteen processes and all stand-ins.
const perSecond = 20;
const limitSeconds = events / perSecond;

const drainWith = (workers: number): Figure => ({
  name: `drain-${workers}`,
  compares: `a backlog of ${events} signups drained by ${workers} workers, each in a process of its own, into a destination that takes ${perSecond} a second / ${limitSeconds} s`,
  unit: 's',
  goal: 1.05,
  rounds: 3,
  async measure({ bundles, scratch, random }, rounds, onProgress) {
    const refusals = { ours: 0, peer: 0 };
    const drained = (who: 'ours' | 'peer') => async () => {
      const result = await drain({
        bundles,
        scratch,
        workers,
        events,
        perSecond,
        rateLimited: who === 'ours',
      });
      refusals[who] += result.refusals / events / rounds;
      return result.seconds;
    };
    const variants = {
      ours: drained('ours'),
      floor: async () => limitSeconds,
      'without a rate limit, with back-off': drained('peer'),
    };
    return {
      rounds: await interleaved(variants, rounds, random, onProgress, 'cold'),
      limits: [{ what: '429s per delivery', value: refusals.ours, atMost: 0.01 }],
      notes: [`Without a rate limit, 429s per delivery: ${refusals.peer.toPrecision(2)}`],
    };
  },
});

export const drain4 = drainWith(4);
export const drain8 = drainWith(8);
export const drain16 = drainWith(16);
