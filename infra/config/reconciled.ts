import { profileOf } from '../../lambda/sources/profiles';
import { reconcileDefaults } from '../reconcile-defaults';
import { type Environment, type NamedStore, storesOf } from './config';

export interface ReconcileTimes {
  readonly everyMinutes: number;
  readonly overlapMinutes: number;
}

/** Undefined where no vendor is asked what has changed. */
export function reconcileTimesOf(
  environment: Pick<Environment, 'mode' | 'reconcile' | 'stores'>,
): ReconcileTimes | undefined {
  const { mode, reconcile = mode === 'live' ? reconcileDefaults : 'off' } = environment;
  return reconcile === 'off' || reconciledStores(environment).length === 0 ? undefined : reconcile;
}

/** The stores whose vendors can be asked, and are wanted to be. */
export const reconciledStores = (environment: Pick<Environment, 'stores'>): readonly NamedStore[] =>
  storesOf(environment).filter(
    ({ source, config }) => config.reconcile !== false && profileOf(source).changesKey !== undefined,
  );
