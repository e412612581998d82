/** What can be said of a delivery whose log holds no event. `fix` comes after the reason. */
export const withoutBody = {
  what: 'It cannot be replayed: its body and headers were not kept.',
  fix: 'Once the store should take it, have the store send it again, or bring the shopper over with the backfill.',
} as const;
