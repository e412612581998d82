import type { CsvForm } from '../../backfill/engine/readers/csv/reader';

/** A row of a CSV file as an event of its sender. What the file has no column for is left out. */
export const standardCsv: CsvForm = {
  lacks: ['note', 'company'],
  eventOf({
    id,
    email,
    name,
    firstName,
    lastName,
    phone,
    country,
    locale,
    tags,
    createdAt,
    updatedAt,
    values,
  }) {
    const data = {
      ...values,
      ...{ id, name, phone, country, locale },
      email: email ?? null,
      first_name: firstName,
      last_name: lastName,
      tags: tags?.split(',').map((tag) => tag.trim()) ?? tags,
      created_at: createdAt.toISOString(),
      updated_at: updatedAt.toISOString(),
    };
    const event = { type: 'customer.updated', timestamp: updatedAt.toISOString(), data };
    return { headers: {}, body: Buffer.from(JSON.stringify(event)), receivedAt: updatedAt };
  },
};
