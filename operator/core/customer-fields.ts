/** Every field of a customer by its name; those of `metadata` as `metadata.phone`. */
export function customerFields(customer: Readonly<Record<string, unknown>>): ReadonlyMap<string, unknown> {
  const { metadata, ...fields } = customer;
  const inside = typeof metadata === 'object' && metadata !== null ? Object.entries(metadata) : [];
  return new Map([
    ...Object.entries(fields),
    ...inside.map(([key, value]): [string, unknown] => [`metadata.${key}`, value]),
  ]);
}
