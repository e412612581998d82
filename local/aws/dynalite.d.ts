declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** A server that is not listening yet; its `close` closes LevelDB too. */
  function dynalite(options: { path?: string; createTableMs?: number }): Server;
  export = dynalite;
}

declare module 'dynalite/db/index.js' {
  type Key = string;
  type Table = { readonly TableName: string; readonly GlobalSecondaryIndexes?: readonly object[] };
  type Part = {
    batch(puts: readonly { type: 'put'; key: Key; value: object }[], done: (error?: Error) => void): void;
  };
  type Iterator = { next(): Promise<unknown>; close(): Promise<void> };
  type Store = {
    db: {
      open(options?: { writeBufferSize: number }): Promise<void>;
      close(): Promise<void>;
      keys(options?: object): Iterator;
      values(options?: object): Iterator;
    };
    getTable(name: string, done: (error: Error | null, table: Table) => void): void;
    getItemDb(table: string): Part;
    getIndexDb(kind: 'global', table: string, index: string): Part;
  };

  const stores: {
    /** dynalite calls this to create its store. */
    create(options: { path?: string; createTableMs?: number }): Store;
    createKey(item: object, table: Table): Key;
    /** What a new item puts into the indexes. */
    getIndexActions(
      indexes: readonly object[],
      existing: null,
      item: object,
      table: Table,
    ): { puts: readonly { index: string; key: Key; item: object }[] };
  };
  export = stores;
}

declare module 'dynalite/actions/*' {
  function act(store: object, input: object, done: (error: unknown, answer: object) => void): void;
  export = act;
}

declare module 'dynalite/validations/index.js' {
  const validations: {
    /** Throws what DynamoDB answers. @returns the input without what it does not know */
    checkTypes(input: object, types: object): object;
    checkValidations(input: object, types: object, custom: unknown, store: object): void;
  };
  export = validations;
}

declare module 'dynalite/validations/*' {
  const validation: { readonly types: object; readonly custom?: unknown };
  export = validation;
}
