/** One state of a shopper, in the terms of the check. */
export interface Version {
  readonly name: string;
  readonly email: string | null;
  /** The shopper's consent statement on e-mail marketing; undefined where there is none. */
  readonly word: boolean | undefined;
}

export interface Shopper {
  readonly source: string;
  readonly id: string;
  /** In the order in which they happened. */
  readonly versions: readonly Version[];
  /** The other id of the same person, whose e-mail it shares. */
  readonly twin: string | undefined;
}

/** The first moment of every story. */
export const began = Date.parse('2026-11-01T00:00:00Z');

/** A made-up value, to be searched for in the logs. */
export const phoneOf = ({ id }: Shopper) => `+1555${id.replace(/\D/g, '').slice(-7).padStart(7, '0')}`;

/** @throws Error where there is none: a bug of the story */
export function versionOf({ id, versions }: Shopper, index: number): Version {
  const version = versions[index];
  if (!version) throw new Error(`${id} has no version ${index}`);
  return version;
}
