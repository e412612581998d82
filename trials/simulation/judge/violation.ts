import { durationOf } from '../kernel/trace';
import { storyStart } from '../spec';

/** What must never be, each by its name. */
export const violationKinds = [
  'lost',
  'doubled',
  'second account',
  'id changed',
  'id shared',
  'other account',
  'created again',
  'revived',
  'not erased',
  'still held',
  'gone believed',
  'reward unasked',
  'stale',
  'erased',
  'marketable unasked',
  'consent lost',
  'consent wrong',
  'consent unasked',
  'link lost',
  'linked unasked',
  'migration lost',
  'ledger',
  'lease',
  'endless',
  'stuck',
  'untold',
  'given up',
  'leak',
  'bug',
] as const;
export type ViolationKind = (typeof violationKinds)[number];

export interface Violation {
  readonly kind: ViolationKind;
  /** Ids and fields: whom and what, without personal data. */
  readonly about: string;
}

/** @param at epoch ms, where it was seen while it happened. */
export function violation(kind: ViolationKind, about: string, at?: number): Violation {
  return { kind, about: at === undefined ? about : `${about} (at ${durationOf(at - storyStart)})` };
}
