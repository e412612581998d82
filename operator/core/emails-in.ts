const separators = /[\s"'<>()[\]{},;:\\|]+/;
const mostEmails = 20;

/** What looks like an e-mail in a body, also in one that cannot be read. Pure. */
export function emailsIn(body: Buffer): readonly string[] {
  const text = body
    .toString('utf8')
    .replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  // Split, as an expression for the whole would take long for long bodies.
  const found = text.split(separators).filter((word) => /^[^@]{1,64}@[^@]{3,255}$/.test(word));
  return [...new Set(found)].slice(0, mostEmails);
}
