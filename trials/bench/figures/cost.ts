import { join } from 'node:path';
import type { Cost } from '../../cost/per-webhook';
import { msToReady } from '../cold-start/cold-start';
import { startSurroundings } from '../cold-start/surroundings';
import type { Bench, Figure, OnProgress, Round } from '../figure';
import { interleaved } from '../rounds';

/** Loaded when it is wanted: it brings the CDK, which takes seconds. */
const exampleCosts = async () => (await import('../../cost/examples')).exampleCost;

const byRegion = (costOf: (region: 'us-east-1' | 'eu-west-1') => Cost): Round => ({
  ours: costOf('us-east-1').total,
  'in eu-west-1': costOf('eu-west-1').total,
});

/** How long both functions take to be ready, measured; a million webhooks are worked out anew from each round. */
async function million({ bundles, scratch, random }: Bench, rounds: number, onProgress: OnProgress) {
  const cost = await (await exampleCosts())('prod', join(scratch, 'prod'));
  const { environment, close } = await startSurroundings(scratch);
  try {
    const ready = (name: string) => () => msToReady(join(bundles, name, 'index.js'), environment);
    const variants = { receive: ready('receive'), deliver: ready('deliver') };
    const measured = await interleaved(variants, rounds, random, onProgress);
    return {
      rounds: measured.map(({ receive: receiveInitMs = 0, deliver: deliverInitMs = 0 }) =>
        byRegion((region) =>
          cost.perMillion(region, { traffic: { ...cost.traffic, receiveInitMs, deliverInitMs } }),
        ),
      ),
      notes: ['Prices as of trials/cost/prices.ts; docs/cost.md has the lines, and what is assumed'],
    };
  } finally {
    await close();
  }
}

export const costMillion: Figure = {
  name: 'cost-million',
  compares:
    'US dollars per million webhooks in us-east-1, all included, from the template, the items and the cold starts as they are',
  unit: 'US$',
  goal: 7.6,
  rounds: 5,
  measure: million,
};

const idleMonth = (name: string, example: 'dev' | 'prod', what: string, goal: number): Figure => ({
  name,
  compares: `US dollars for a month of the example ${what} in which nothing comes, in us-east-1`,
  unit: 'US$',
  goal,
  rounds: 1,
  async measure({ scratch }) {
    const cost = await (await exampleCosts())(example, join(scratch, example));
    return { rounds: [byRegion(cost.perIdleMonth)] };
  },
});

export const costIdleMonth = idleMonth('cost-idle', 'prod', 'prod environment, live with two stores,', 6);
export const costIdleTest = idleMonth('cost-idle-test', 'dev', 'dev environment, a test,', 2);
