import type { Release } from '../../../lambda/envelope';

/** One thing an operator did. It names ids, never personal data. */
export interface OperatorAction {
  readonly at: string;
  /** The caller's ARN, or `local`. */
  readonly who: string;
  readonly what:
    | 'replay'
    | 'release'
    | 'reveal'
    | 'pause'
    | 'resume'
    | 'redrive'
    | 'discard'
    | 'revoke'
    | 'backfill'
    | 'census'
    | 'erase'
    | 'done';
  /** A delivery's id, a customer as `source/store/id`, stores, a fingerprint, a task, or how many. */
  readonly about: string;
  /** Of a release: the decision. */
  readonly release?: Release;
}
