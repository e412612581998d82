/** Snapshots of a backfill carry the run's name, where a webhook's have their delivery's id. */
const prefix = 'backfill-';

export const runName = (id: string) => `${prefix}${id}`;

/** Whether a backfill has told the newest of a customer, so that no event has since. */
export const isOfBackfill = ({ delivery }: { readonly delivery: string }): boolean =>
  delivery.startsWith(prefix);
