/** How often the vendors are asked what has changed, and how far back each run begins before the end of the last one. */
export const reconcileDefaults = { everyMinutes: 10, overlapMinutes: 5 } as const;
