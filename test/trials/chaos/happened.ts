import type { Happened } from '../../../trials/chaos/happened';

/** What happened to shoppers whose events were all acknowledged, and nothing else but this. */
export const happened = (
  acknowledged: Happened['acknowledged'],
  people: Partial<Happened> = {},
): Happened => ({
  acknowledged,
  withBirthDate: acknowledged,
  chosen: new Map(),
  deletedInStore: new Set(),
  keeps: new Map(),
  erased: new Set(),
  deleted: new Set(),
  released: new Map(),
  ...people,
});
