export interface MetafieldName {
  readonly namespace: string;
  readonly key: string;
}

/**
 * Named in a store's `mapping.values`, it has the address's company asked for. It is no metafield, and no app is granted
 * it without the approval for addresses.
 */
export const companyValue = 'company';

/** The metafield that a store's mapping names as `namespace.key`; undefined for what names none. */
export function metafieldName(path: string | null): MetafieldName | undefined {
  const dot = path?.indexOf('.') ?? -1;
  return path === null || dot < 1 ? undefined : { namespace: path.slice(0, dot), key: path.slice(dot + 1) };
}

/** The field of a customer that asks for it, with these members. */
export const metafieldField = (alias: string, { namespace, key }: MetafieldName, members: string): string =>
  `${alias}: metafield(namespace: ${JSON.stringify(namespace)}, key: ${JSON.stringify(key)}) { ${members} }`;
