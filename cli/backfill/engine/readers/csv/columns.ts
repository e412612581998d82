/** What a CSV file may hold of a customer. */
export const csvFields = [
  ...(['id', 'email', 'createdAt', 'updatedAt', 'firstName', 'lastName', 'name'] as const),
  ...(['phone', 'country', 'locale', 'note', 'tags'] as const),
];
export type CsvField = (typeof csvFields)[number];

/** Without an id nobody's webhook finds the customer; without a date nobody knows who signed up before go-live. */
const required = ['id', 'email', 'createdAt'] as const satisfies readonly CsvField[];

/** The column of each field, by the name in the file's first line. */
export type CsvColumns = ReadonlyMap<CsvField, string>;

/** The fields that a file has to have and the options do not name. */
export const missingFields = (columns: CsvColumns): readonly CsvField[] =>
  required.filter((field) => !columns.has(field));
