import type { Settings } from '../../lambda/settings';
import { type Deployment, deploymentOf, type Template } from './from-template';
import { dollarsPerBusyMonth, dollarsPerIdleMonth } from './idle-month';
import { measure } from './measure';
import type { Measured } from './measured';
import { type Cost, type CostInput, dollarsPerMillion } from './per-webhook';
import { type PricedRegion, prices } from './prices';
import { type Traffic, usualTraffic } from './traffic';

/** Everything that an environment's cost depends on, except the region. */
export interface EnvironmentCost {
  readonly deployment: Deployment;
  readonly measured: Measured;
  readonly traffic: Traffic;
  perMillion(region: PricedRegion, change?: Partial<Omit<CostInput, 'prices'>>): Cost;
  perIdleMonth(region: PricedRegion): Cost;
  /** Besides, where webhooks come in every hour of it. */
  perBusyMonth(region: PricedRegion): number;
}

/** Of the batches that are measured; between them it goes evenly. */
export const sizes = [1, 2, 3, 5];

/**
 * Reads the template, and runs the code once to see what a webhook takes.
 * @param settings the functions' settings.
 */
export async function environmentCost(template: Template, settings: Settings): Promise<EnvironmentCost> {
  const deployment = deploymentOf(template);
  const measured = await measure(
    settings,
    sizes.filter((size) => size <= deployment.batchSize),
  );
  const traffic = usualTraffic(deployment, settings.keepDeliveriesDays);
  return {
    deployment,
    measured,
    traffic,
    perMillion: (region, change = {}) =>
      dollarsPerMillion({ deployment, measured, traffic, ...change, prices: prices[region] }),
    perIdleMonth: (region) => dollarsPerIdleMonth(deployment, prices[region]),
    perBusyMonth: (region) => dollarsPerBusyMonth(measured.figures.length, prices[region]),
  };
}
