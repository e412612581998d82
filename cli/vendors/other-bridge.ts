import { type Finding, failure } from '../doctor/finding';

/** What the doctor says where another bridge is registered at the vendor. */
export const otherBridge = (by: readonly string[], source: string): Finding =>
  failure(
    `another bridge is subscribed to this store: ${by.join(', ')}`,
    `Two bridges create shoppers twice. \`subscribe ${source} --replace\` has this one take its place.`,
  );
