import type { CallName } from '../../lambda/operate-calls';
import type { AnswerOf, ArgumentsOf } from '../core/calls';

/** Asks the function `operate`. Rejects with an error that awsFailureOf knows, or that is a bug. */
export type Call = <N extends CallName>(name: N, given: ArgumentsOf<N>) => Promise<AnswerOf<N>>;
