import type { Witness } from '../judge/witness';
import type { Table } from '../models/dynamodb-table';

/** The table, with its writes seen. */
export function watchedTable(table: Table, { onWrite }: Pick<Witness, 'onWrite'>): Table {
  return {
    ...table,
    write(pk, item) {
      onWrite(pk, item, table.read(pk, true));
      table.write(pk, item);
    },
  };
}
