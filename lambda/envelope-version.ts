/** The newest envelope this code can read. A newer one waits for the code that can. */
export const envelopeVersion = 1;
