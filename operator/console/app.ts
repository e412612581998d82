import { Hono } from 'hono';
import type { Operator } from '../core/operator';
import { bodySize } from './access/body-size';
import { strictHeaders } from './access/headers';
import { loopbackGuard } from './access/loopback-guard';
import { ownPageOnly } from './access/own-page';
import { tokenGuard } from './access/token';
import { bulkReplayApi } from './api/bulk-replay';
import { customersApi } from './api/customers';
import { deliveriesApi } from './api/deliveries';
import { type ConsoleEnvironment, environmentApi } from './api/environment';
import { localApi } from './api/local';
import { notFound, onError } from './api/problem';
import type { LocalBridge } from './local-bridge';
import { pageFiles } from './page-files';

export interface ConsoleDeps {
  readonly operator: Operator;
  readonly environment: ConsoleEnvironment;
  /** For the local run only: test signups and the sandbox's misbehaviour. */
  readonly local?: LocalBridge;
}

export interface ConsoleAccess {
  /** The port the server listens on: requests that name another are refused. */
  readonly port: number;
  /** The API answers nobody without it. The page itself holds no data, and is served to whoever asks on this machine. */
  readonly token: string;
}

// Ten thousand ids, or a webhook as large as the queue takes.
const largestBody = 1024 * 1024;

/** The console's page and API, with access control. */
export function consoleApp(deps: ConsoleDeps, { port, token }: ConsoleAccess): Hono {
  const { operator, environment, local } = deps;
  const app = new Hono();
  app.use(...strictHeaders);
  app.use(loopbackGuard(port));
  app.use('/api/*', tokenGuard(token));
  app.use('/api/*', ownPageOnly);
  app.use(bodySize(largestBody));
  app.route('/', pageFiles());
  app.route('/api/deliveries', deliveriesApi(operator));
  app.route('/api/customers', customersApi(operator));
  app.route('/api', environmentApi(operator, environment, local));
  app.route('/api', bulkReplayApi(operator));
  if (local) app.route('/api/local', localApi(operator, local));
  app.notFound(notFound);
  app.onError(onError);
  return app;
}
