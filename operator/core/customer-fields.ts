/** Every field of a customer by its name; those of `metadata` as `metadata.phone`, and other objects as text. */
export function customerFields(customer: Readonly<Record<string, unknown>>): ReadonlyMap<string, unknown> {
  const { metadata, ...fields } = customer;
  const inside = typeof metadata === 'object' && metadata !== null ? Object.entries(metadata) : [];
  return new Map([
    ...Object.entries(fields).map(([key, value]): [string, unknown] => [key, comparable(value)]),
    ...inside.map(([key, value]): [string, unknown] => [`metadata.${key}`, value]),
  ]);
}

const comparable = (value: unknown) =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : value;

/** The fields in which two customers differ. */
export function changedFields(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): readonly string[] {
  const [old, now] = [customerFields(before), customerFields(after)];
  return [...new Set([...old.keys(), ...now.keys()])].filter((field) => old.get(field) !== now.get(field));
}
