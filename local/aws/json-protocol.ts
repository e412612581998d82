import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import * as v from 'valibot';
import { guarded } from '../../operator/console/access/loopback-guard';
import { isSame } from '../../operator/console/access/token';
import { AwsError } from './aws-error';
import { accessKeyIn } from './environment';
import { applyFault, type Faults, operationName } from './faults';

export { AwsError } from './aws-error';
export type { Fault, Faults } from './faults';

/** AWS JSON 1.0 (SQS, DynamoDB) and 1.1 (Secrets Manager) differ only in the content type here. */
export type JsonVersion = '1.0' | '1.1';

/** Tells a long-running operation that its client is gone. */
export type Caller = { gone: AbortSignal };

/** One operation: takes the parsed body, gives the answer's body, throws AwsError for an expected failure. */
export type Operation = (input: unknown, caller: Caller) => object | Promise<object>;

/** An operation whose input is checked against a schema before it runs. */
export function operation<Schema extends v.GenericSchema>(
  schema: Schema,
  run: (input: v.InferOutput<Schema>, caller: Caller) => object | Promise<object>,
): Operation {
  return (input, caller) => {
    const parsed = v.safeParse(schema, input);
    if (parsed.success) return run(parsed.output, caller);
    const [issue] = parsed.issues;
    throw new AwsError('ValidationException', `${v.getDotPath(issue) ?? 'The request'}: ${issue.message}`);
  };
}

/** Writes an error as the AWS JSON protocols do: the name in `__type`, the text in `message`. */
export function answerError(response: ServerResponse, version: JsonVersion, error: AwsError): void {
  answer(response, version, error.status, { __type: error.code, message: error.message });
}

/** A server that speaks AWS JSON for one service. It is not listening yet: see `listen`. */
export function createJsonServer(options: {
  version: JsonVersion;
  operations: Readonly<Record<string, Operation>>;
  faults?: Faults | undefined;
}): Server {
  const { version, faults } = options;
  const operations = new Map(Object.entries(options.operations));
  return createServer((request, response) => {
    if (applyFault(faults, request, response, (error) => answerError(response, version, error))) return;
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    perform(operations.get(operationName(request)), request, { gone: gone.signal }).then(
      (body) => answer(response, version, 200, body),
      (error: unknown) => answerError(response, version, asAwsError(error)),
    );
  });
}

/** A listening stand-in. */
export type Listening = {
  endpoint: string;
  /** Frees the port at once: open long polls, hung requests and idle keep-alive connections are cut. */
  close(): Promise<void>;
};

/**
 * Listens on a free port of this machine only, behind the guard that every local port has.
 * @param token of the run: only callers whose access key has it are served. Without one everybody on this machine is,
 * for tests that ask one stand-in.
 * @param tunnel the host under which requests come besides: of TLS in front of it
 */
export async function listen(server: Server, token?: string, tunnel?: string): Promise<Listening> {
  const [serve] = server.listeners('request') as RequestListener[];
  if (serve === undefined) throw new Error('The server has no request listener');
  server.removeAllListeners('request');
  server.on('request', guarded(token === undefined ? serve : forCallersWith(token, serve), tunnel));
  // Longer than any pause of a test, so that a client's pooled connection is never cut under its next request.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no TCP port');
  let closing: Promise<void> | undefined;
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    close() {
      closing ??= new Promise<void>((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      });
      return closing;
    },
  };
}

/** Answers others as AWS answers an access key that it does not know. */
const forCallersWith =
  (token: string, serve: RequestListener): RequestListener =>
  (request, response) => {
    const key = accessKeyIn(request.headers.authorization);
    if (isSame(key.slice(0, token.length), token)) return serve(request, response);
    request.resume();
    const message = 'The security token included in the request is invalid.';
    answerError(response, '1.0', new AwsError('UnrecognizedClientException', message, 400));
  };

async function perform(
  run: Operation | undefined,
  request: IncomingMessage,
  caller: Caller,
): Promise<object> {
  const body = await readText(request);
  if (run === undefined) {
    throw new AwsError('UnknownOperationException', `This stand-in has no ${operationName(request)}`);
  }
  return run(parseJson(body), caller);
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsError('SerializationException', 'The request body is not JSON');
  }
}

function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  // A bug of the stand-in itself: the answer says so, where the failing test shows it.
  return new AwsError('InternalFailure', error instanceof Error ? String(error.stack) : String(error), 500);
}

function answer(response: ServerResponse, version: JsonVersion, status: number, body: object): void {
  if (response.destroyed) return;
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': `application/x-amz-json-${version}`,
    'content-length': Buffer.byteLength(text),
    'x-amzn-requestid': randomUUID(),
  });
  response.end(text);
}
