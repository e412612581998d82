/** Lambda's answers end at 6 MB. */
const mostBytes = 4 * 1024 * 1024;

/** As many of a page, from its beginning, as one answer of the function holds; at least one. Pure. */
export function withinAnswer<T>(page: readonly T[]): readonly T[] {
  let bytes = 0;
  const end = page.findIndex((each, index) => {
    bytes += Buffer.byteLength(JSON.stringify(each));
    return bytes > mostBytes && index > 0;
  });
  return end === -1 ? page : page.slice(0, end);
}
