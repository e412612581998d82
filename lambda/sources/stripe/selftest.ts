/** A type that Stripe never sends. */
export const selftestType = 'masivo_bridge.selftest';
