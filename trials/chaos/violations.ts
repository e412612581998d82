/** What must never be, each by its name. */
export const violationKinds = [
  'lost',
  'doubled',
  'stale',
  'wrong',
  'marketable without consent',
  'created again',
  'reward unasked',
  'not erased',
  'still held',
  'ledger disagrees',
  'lease open',
  'waits in vain',
  'unfinished',
  'unexplained',
] as const;
export type ViolationKind = (typeof violationKinds)[number];
export type Violations = Readonly<Record<ViolationKind, readonly string[]>>;
/** While they are found. */
export type Found = Record<ViolationKind, string[]>;

export const nothingFound = (): Found => ({
  lost: [],
  doubled: [],
  stale: [],
  wrong: [],
  'marketable without consent': [],
  'created again': [],
  'reward unasked': [],
  'not erased': [],
  'still held': [],
  'ledger disagrees': [],
  'lease open': [],
  'waits in vain': [],
  unfinished: [],
  unexplained: [],
});
