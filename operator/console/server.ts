import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { linkWith, newToken } from './access/token';
import { type ConsoleDeps, consoleApp } from './app';

export interface RunningConsole {
  /** The link to open, with the token that lets the browser in. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the console of one environment on this machine only, behind a token of its own.
 * @param path what the page opens with.
 * @param port 0 takes a free one. Rejects with Node's error when it is taken (`EADDRINUSE`).
 */
export async function startConsole({
  port,
  path,
  ...deps
}: ConsoleDeps & { readonly port: number; readonly path?: string }): Promise<RunningConsole> {
  const server = createServer();
  const taken = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
  const token = newToken();
  const app = consoleApp(deps, { port: taken, token });
  server.on('request', getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  return {
    url: linkWith(`http://127.0.0.1:${taken}`, token, path),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
