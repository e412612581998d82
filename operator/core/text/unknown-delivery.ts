/** What can be said of a delivery that the ledger does not know: its log begins with its first attempt. */
export const unknownDelivery = {
  what: 'Accepted and not tried yet, or unknown.',
  fix: 'If the store was told this ID, its first attempt is still to come: the command doctor says how many wait, for how long and why. Otherwise it is of another environment, or older than deliveries are kept (retention.deliveriesDays).',
} as const;
