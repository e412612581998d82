/** Credentials for one store at its vendor's API, by the names the vendor gives them. */
export type AdminCredential = Readonly<Record<string, string>>;

/**
 * Changes the credentials that are kept for one store, in one step, also while another process does.
 * @param change what to keep instead; undefined leaves what is there. It is called again after its own change, and
 * where somebody else changed them meanwhile; its last call counts.
 * @returns what is kept then. @throws CommandError where that cannot be read or stored
 */
export type ChangeKept = (
  change: (kept: AdminCredential | undefined) => AdminCredential | undefined,
) => Promise<AdminCredential | undefined>;
