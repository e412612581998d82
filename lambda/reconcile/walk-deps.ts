import type { CompiledMapping } from '../mapping/compiled-mapping';
import type { LookUp } from './known';
import type { Opened, OpenVendorDeps } from './open-vendor';
import type { Reconciliations, Run } from './progress';

export interface WalkDeps {
  readonly mapping?: CompiledMapping | undefined;
  readonly overlapMs: number;
  /** So early the run begins, if not earlier: somebody knows of changes that the runs before have missed. */
  readonly since?: Date | undefined;
  readonly reconciliations: Reconciliations;
  readonly lookUp: LookUp;
  readonly enqueue: (message: string) => Promise<void>;
}

/** What a run has come to so far. */
export interface Tally {
  found: number;
  fed: number;
  told: number;
  again: number;
  /** As of the last page. */
  setAside: readonly string[];
  /** So many customers spoil a page, and nobody can name them to set them aside: from the first one on, the cursor stays. */
  passedOver: number;
}

export interface Walk extends OpenVendorDeps, WalkDeps, Pick<Opened, 'asking' | 'token'> {
  readonly run: Run;
  readonly begun: Date;
  readonly tally: Tally;
}
