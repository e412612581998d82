import { createServer, type RequestListener } from 'node:http';
import { guarded } from '../operator/console/access/loopback-guard';
import { StartError } from './start-error';

export interface BoundPort {
  readonly port: number;
  serve(listener: RequestListener): void;
  /** Lets requests under way end, for a moment, and frees the port. */
  close(): Promise<void>;
}

const lastAnswersMs = 4000;

/**
 * Takes a port on this machine only; requests are answered from `serve` on, behind the guard that every local port has.
 * @param tunnel the public host name of a tunnel that requests may come through
 * @throws StartError when the port is taken
 */
export async function bindPort(variable: string, port: number, tunnel?: string): Promise<BoundPort> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(portError(variable, port, error)));
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  let closed: Promise<void> | undefined;
  return {
    port: typeof address === 'object' && address ? address.port : port,
    serve: (listener) => server.on('request', guarded(listener, tunnel)),
    close() {
      closed ??= new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), lastAnswersMs);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      });
      return closed;
    },
  };
}

/** What to do about a port that is not available; other errors are passed on. */
export function portError(variable: string, port: number, error: unknown): unknown {
  // Not by `instanceof`: Node's own errors may come from another realm than this module's.
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return new StartError(`Port ${port} is in use. Set ${variable} to a free one.`);
  if (code === 'EACCES')
    return new StartError(`Port ${port} needs more rights. Set ${variable} to one above 1023.`);
  return error;
}
