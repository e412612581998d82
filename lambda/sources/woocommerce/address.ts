/**
 * Names that whoever asks finds in its own network or machine (RFC 6761, 6762 and 8375), and `internal`, which is
 * never given out. A key sent there would go to another than the shop.
 */
const privateName = /(^|\.)(localhost|local|internal|home\.arpa)$/;

/** A host by its name: the last label of an IP address begins with a digit. */
const publicName = /^(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*$/;

/**
 * Where a shop's REST API is: WooCommerce has no address of its own, so the store's `vendorAccount` says it. Always with
 * TLS, because the key is in each request. Undefined where that is no public name.
 */
export function shopUrl(vendorAccount: string): string | undefined {
  const [, host = ''] = /^([^/:]+)(?::\d{1,5})?(?:\/[a-z0-9_/-]*)?$/.exec(vendorAccount) ?? [];
  return publicName.test(host) && !privateName.test(host) ? `https://${vendorAccount}` : undefined;
}
