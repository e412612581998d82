import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import dynalite from 'dynalite';
import stores from 'dynalite/db/index.js';
import validations from 'dynalite/validations/index.js';
import { databaseOf, elsewhere, forward } from './elsewhere';
import { tooLongExpression } from './expression-size';
import { applyFault } from './faults';
import { answerError, type Faults, type Listening, listen } from './json-protocol';

// LevelDB writes its memory to the disk and sorts that again and again: with a million customers, the less often the
// better.
const writeBufferSize = 32 * 1024 * 1024;

/** How long `close` waits for requests that dynalite is still working on. */
const DRAIN_MS = 2000;

/** Once for this process: every dynalite in it checks its requests by these. */
refuseLongExpressions();

/** Starts dynalite, on disk in the folder `path` or else in memory, in this process. */
export async function startDynamoDb(
  options: { path?: string; faults?: Faults; token?: string } = {},
): Promise<Listening> {
  const { path, faults, token } = options;
  const to = elsewhere.dynamoDb();
  if (to !== undefined) {
    const name = path ?? randomUUID();
    return forward({ to, faults, token, headers: (given) => databaseOf(name, given) });
  }
  const server = await openDynalite(path);
  // Put in front of dynalite's own listener: faults cost no extra hop, and its `close` stays in charge.
  const [serve] = server.listeners('request') as RequestListener[];
  if (serve === undefined) throw new Error('dynalite has no request listener');
  server.removeAllListeners('request');
  const work = new OpenWork();
  server.on('request', (request, response) => {
    if (work.refusing) return request.socket.destroy();
    if (applyFault(faults, request, response, (error) => answerError(response, '1.0', error))) return;
    work.add(request, response);
    serve(request, response);
    // dynalite throws when a client disconnects while it sends, which would end this process.
    request.removeAllListeners('error').on('error', () => {});
  });
  const { endpoint, close } = await listen(server, token);
  return {
    endpoint,
    async close() {
      // dynalite throws outside of any request when LevelDB is closed before it is done, so let it finish first.
      await work.finish();
      await close();
    },
  };
}

/** The requests dynalite has read completely and has not answered yet. */
class OpenWork {
  refusing = false;
  readonly #open = new Set<ServerResponse>();
  #onEmpty: () => void = () => {};

  add(request: IncomingMessage, response: ServerResponse): void {
    request.once('end', () => this.#open.add(response));
    // Its `end` and not the 'finish' event: dynalite works on when the client is gone, and nothing is sent then.
    const end = response.end.bind(response);
    response.end = ((...args: Parameters<typeof end>) => {
      this.#open.delete(response);
      if (this.#open.size === 0) this.#onEmpty();
      return end(...args);
    }) as typeof response.end;
  }

  async finish(): Promise<void> {
    this.refusing = true;
    if (this.#open.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, DRAIN_MS);
      this.#onEmpty = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/**
 * dynalite, with LevelDB open. dynalite hides its store, opens it asynchronously, and throws outside of any request
 * when that failed. So the store is intercepted, to wait for it and to fail with a message.
 */
async function openDynalite(path: string | undefined): Promise<Server> {
  const { create } = stores;
  const made: ReturnType<typeof create>[] = [];
  stores.create = (options) => {
    const store = create(options);
    made.push(store);
    return store;
  };
  let server: Server;
  try {
    server = dynalite({ createTableMs: 0, ...(path === undefined ? {} : { path }) });
  } finally {
    stores.create = create;
  }
  for (const { db } of made) {
    closeIterators(db);
    await db.open({ writeBufferSize }).catch((error: Error) => {
      // LevelDB belongs to one process at a time: the usual cause is a second local run.
      const reason = `is it in use by another run? (${error.cause ?? error})`;
      throw new Error(`Cannot open the local DynamoDB folder ${path}: ${reason}`, { cause: error });
    });
  }
  return server;
}

/**
 * dynalite ends a query with the iterator's `return`, which LevelDB's iterators do not have: each query would keep a
 * snapshot of the whole database, in memory and on the disk, while the process lives.
 */
function closeIterators(db: ReturnType<typeof stores.create>['db']): void {
  const closing =
    (open: typeof db.keys): typeof db.keys =>
    (options) => {
      const iterator = open(options);
      return Object.assign(iterator, { return: () => iterator.close() });
    };
  db.keys = closing(db.keys.bind(db));
  db.values = closing(db.values.bind(db));
}

/** What dynalite leaves out of DynamoDB's checks. */
function refuseLongExpressions(): void {
  const { checkValidations } = validations;
  validations.checkValidations = (input, ...more) => {
    const message = tooLongExpression(input);
    if (message !== undefined) {
      const body = { __type: 'com.amazon.coral.validate#ValidationException', message };
      throw Object.assign(new Error(message), { statusCode: 400, body });
    }
    checkValidations(input, ...more);
  };
}
