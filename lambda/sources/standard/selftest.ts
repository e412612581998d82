/** A type that no sender has for its own. */
export const selftestType = 'masivo_bridge.selftest';
