declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** A server that is not listening yet; its `close` closes LevelDB too. */
  function dynalite(options: { path?: string; createTableMs?: number }): Server;
  export = dynalite;
}

declare module 'dynalite/db/index.js' {
  type Store = { db: { open(): Promise<void> } };

  /** What dynalite calls, on this very object, to make its store. */
  const stores: { create(options: { path?: string }): Store };
  export = stores;
}
