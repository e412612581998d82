import { createServer, type ServerResponse } from 'node:http';
import { guarded } from '../../../operator/console/access/loopback-guard';

export interface ListenerOptions {
  /** 0 for any that is free. */
  readonly port: number;
  /** The code that an asked address has; undefined where it is no callback that is waited for. */
  readonly codeIn: (address: string) => string | undefined;
  /** Ends the listening. */
  readonly over: AbortSignal;
}

export type Listening =
  | {
      readonly kind: 'listening';
      readonly port: number;
      /** The first code that comes; undefined where it was over before. */
      readonly code: Promise<string | undefined>;
    }
  /** `code` is Node's: EADDRINUSE, EACCES. */
  | { readonly kind: 'failed'; readonly code: string };

/**
 * Waits on this machine for the browser to come back. Anything on the machine, and every page that is open in its
 * browser, can ask here: whatever it is, it is answered with 400 or 403 and changes nothing.
 */
export function listenForCallback({ port, codeIn, over }: ListenerOptions): Promise<Listening> {
  return new Promise((resolve) => {
    let found: (code: string | undefined) => void = () => {};
    const code = new Promise<string | undefined>((resolveCode) => {
      found = resolveCode;
    });
    let isOver = false;
    const server = createServer(
      guarded((incoming, response) => {
        const own = isOver || incoming.method !== 'GET' ? undefined : codeIn(incoming.url ?? '');
        // A body is not read: its sender is answered, and disconnected.
        answer(response, own !== undefined);
        if (own !== undefined) end(own);
      }),
    );
    const end = (own?: string) => {
      if (isOver) return;
      isOver = true;
      over.removeEventListener('abort', abort);
      server.close();
      // The browser keeps its connection; the answer is on its way by then.
      setTimeout(() => server.closeAllConnections(), 200).unref();
      found(own);
    };
    const abort = () => end();
    // Also later: an error that nobody listens for would end the process.
    server.on('error', (error: NodeJS.ErrnoException) => {
      resolve({ kind: 'failed', code: error.code ?? error.name });
      end();
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const bound = typeof address === 'object' && address ? address.port : port;
      over.addEventListener('abort', abort);
      if (over.aborted) end();
      resolve({ kind: 'listening', port: bound, code });
    });
  });
}

function answer(response: ServerResponse, approved: boolean): void {
  const text = approved
    ? 'The app is approved. You can close this page and go back to the terminal.'
    : 'This call is not the answer to an approval that is under way here.';
  // Whoever asked may have gone: there is nobody to tell.
  response.on('error', () => {});
  response.writeHead(approved ? 200 : 400, {
    'content-type': 'text/plain; charset=utf-8',
    connection: 'close',
  });
  response.end(`${text}\n`);
}
