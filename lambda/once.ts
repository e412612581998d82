/** Makes `make`'s value at the first call and keeps it. A failed first call is tried again at the next. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
