import { createServer, type Server } from 'node:http';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { loopbackGuard } from '../../operator/console/access/loopback-guard';
import { tokenGuard } from '../../operator/console/access/token';
import { BASE_PATH, masivoApi } from './api';
import { CONTROL_PATH, controlApi } from './control';
import { Customers } from './customers';
import { endpoints } from './endpoints';
import { openJournal } from './journal';
import { Misbehaviour } from './misbehaviour';
import { RateWindow } from './rate-limits';
import { Tally } from './tally';
import { AccountTerms, type Terms } from './terms';
import { type After, Timers } from './timers';
import { Tokens } from './tokens';

const HOST = '127.0.0.1';

/** How to start a Masivo sandbox. */
export interface MasivoSandboxOptions {
  /** 0 takes a free one. */
  port: number;
  /** The key that GET /auth/authorize exchanges for tokens. */
  apiKey: string;
  /** Whoever calls the control API shows it. Without one everybody on this machine may, for tests. */
  controlToken?: string;
  /** An append-only JSONL file: customers survive a restart. Without it they do not. */
  file?: string;
  /** Masivo's tokens live an hour, the default. */
  tokenLifetimeSeconds?: number;
  /** The clock in milliseconds, for tests. */
  now?: () => number;
  /** What late work and delayed answers wait by, for tests that hold the clock; the default is real time. */
  after?: After;
  /** Called for a request that gets no answer, such as `GET /customers/1`: a test need not wait for its timeout. */
  onSilence?: (call: string) => void;
  /** How long a migration stays in the queue. Masivo's takes seconds to minutes; the default is a second. */
  migrationDelayMs?: number;
  /** What the account takes beyond Masivo's page; the default is nothing. */
  terms?: Partial<Terms>;
  /** Between two migration requests. Masivo's limit is five seconds, the default. */
  migrationEveryMs?: number;
  /** Migration requests an hour. Masivo's DEV accounts have 250, PROD 1000, the default. */
  migrationsPerHour?: number;
  /** Requests a day before 429. Masivo's DEV accounts have 2500; the default stands for PROD's "unlimited". */
  requestsPerDay?: number;
  /** A limit per second, from its first request on, instead of the day's limit. */
  requestsPerSecond?: number;
}

/** A running sandbox. */
export interface MasivoSandbox {
  readonly port: number;
  /** What a client of Masivo takes as its base URL. */
  readonly baseUrl: string;
  /** Where the control API of README.md lives. */
  readonly controlUrl: string;
  /** Frees the port at once, whoever is still connected; late work is dropped, as in a crash. */
  close(): Promise<void>;
}

/** Starts a local Masivo on 127.0.0.1. Rejects when the port is taken or the file is damaged. */
export async function startMasivoSandbox(options: MasivoSandboxOptions): Promise<MasivoSandbox> {
  const server = createServer();
  const port = await listen(server, options.port);
  const timers = new Timers(options.after);
  const close = (): Promise<void> => {
    timers.stop();
    return new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  };
  try {
    // The file is opened once the port is taken: a second start must not touch the first one's file.
    const app = assemble(options, port, timers);
    server.on('request', getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  } catch (error) {
    await close();
    throw error;
  }
  const origin = `http://${HOST}:${port}`;
  return { port, baseUrl: `${origin}${BASE_PATH}`, controlUrl: `${origin}${CONTROL_PATH}`, close };
}

function assemble(
  options: MasivoSandboxOptions,
  port: number,
  timers: Timers,
): Hono<{ Bindings: HttpBindings }> {
  const now = options.now ?? Date.now;
  const customers = new Customers(openJournal(options.file), now);
  const tokens = new Tokens(options.tokenLifetimeSeconds ?? 3600, now);
  const misbehaviour = new Misbehaviour();
  const tally = new Tally();
  const terms = new AccountTerms(options.terms);
  // Page "resource-limits".
  const general =
    options.requestsPerSecond === undefined
      ? new RateWindow(options.requestsPerDay ?? 10_000_000, 24 * 60 * 60, now)
      : new RateWindow(options.requestsPerSecond, 1, now);
  const migrations = [
    new RateWindow(options.migrationsPerHour ?? 1000, 60 * 60, now),
    new RateWindow(1, (options.migrationEveryMs ?? 5000) / 1000, now),
  ];
  const calls = endpoints({
    apiKey: options.apiKey,
    customers,
    tokens,
    terms,
    migrations,
    migrationDelayMs: options.migrationDelayMs ?? 1000,
  });
  const windows = [general, ...migrations];
  const app = new Hono<{ Bindings: HttpBindings }>();
  const { onSilence } = options;
  app.use(loopbackGuard(port));
  if (options.controlToken !== undefined) app.use(`${CONTROL_PATH}/*`, tokenGuard(options.controlToken));
  app.route(BASE_PATH, masivoApi({ endpoints: calls, general, misbehaviour, tally, timers, onSilence }));
  app.route(CONTROL_PATH, controlApi({ customers, misbehaviour, tally, terms, timers, tokens, windows }));
  return app;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('the server has no port'));
      else resolve(address.port);
    });
  });
}
