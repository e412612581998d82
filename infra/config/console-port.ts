import { createHash } from 'node:crypto';

/** Below the ports that Linux and macOS give to connections by themselves. */
const first = 20_000;
const count = 10_000;

/**
 * The port on which the console of an environment is served unless another is asked for: the same on every machine, so
 * that alarms can link it. Two environments may share one: the link names its environment, and the page compares.
 * @param label with the client in front, if there is one.
 */
export const consolePort = (label: string): number =>
  first + (createHash('sha256').update(label).digest().readUInt32BE() % count);
