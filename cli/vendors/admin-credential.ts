/** Credentials for one store at its vendor's API, by the names the vendor gives them. */
export type AdminCredential = Readonly<Record<string, string>>;
