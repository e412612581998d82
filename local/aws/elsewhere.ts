import { createHash } from 'node:crypto';
import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as send,
} from 'node:http';
import { applyFault } from './faults';
import { answerError, type Faults, type Listening, listen } from './json-protocol';

/**
 * Somebody else's implementation of a service, where one is to be used instead of ours: `npm run judges` names it, so
 * that what we wrote is not judged by what we wrote alone.
 */
export const elsewhere = {
  dynamoDb: () => process.env.JUDGE_DYNAMODB,
  sqs: () => process.env.JUDGE_SQS,
} as const;

export interface ForwardedRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface ForwardOptions {
  /** An endpoint. */
  readonly to: string;
  readonly faults?: Faults | undefined;
  /** See `listen`. */
  readonly token?: string | undefined;
  readonly headers?: (given: IncomingHttpHeaders) => IncomingHttpHeaders;
  /** Sees what is passed on. */
  readonly onRequest?: (request: ForwardedRequest) => void;
}

/** Passes requests on to another implementation, with our faults in front of it. */
export async function forward({
  to,
  faults,
  token,
  headers = same,
  onRequest,
}: ForwardOptions): Promise<Listening> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer(async (request, response) => {
    if (applyFault(faults, request, response, (error) => answerError(response, '1.0', error))) return;
    const { method = 'POST', url: target = '/' } = request;
    const body = await bodyOf(request);
    if (body === 'cut off') return;
    onRequest?.({ method, target, headers: request.headers, body });
    const { 'transfer-encoding': _, ...given } = headers(request.headers);
    const onward = send(new URL(target, to), {
      agent,
      method,
      // Our own stand-ins refuse a host that is not theirs.
      headers: { ...given, host: new URL(to).host, 'content-length': body.length },
    });
    onward.on('response', async (answer) => {
      const answered = await bodyOf(answer);
      if (answered === 'cut off') response.destroy();
      if (answered === 'cut off' || response.destroyed) return;
      const { 'transfer-encoding': __, ...told } = answer.headers;
      response.writeHead(answer.statusCode ?? 500, { ...told, 'content-length': answered.length });
      response.end(answered);
    });
    onward.on('error', () => response.destroy());
    // A long poll whose caller is gone must take no message.
    response.once('close', () => onward.destroy());
    onward.end(body);
  });
  const { endpoint, close } = await listen(server, token);
  return {
    endpoint,
    async close() {
      await close();
      agent.destroy();
    },
  };
}

async function bodyOf(message: IncomingMessage): Promise<Buffer | 'cut off'> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of message) chunks.push(chunk);
    return Buffer.concat(chunks);
  } catch {
    return 'cut off';
  }
}

const same = (given: IncomingHttpHeaders) => given;

/**
 * Headers that give whoever has this name a database of its own. Amazon's DynamoDB Local keeps one for each access
 * key, moto one for each account.
 */
export function databaseOf(name: string, given: IncomingHttpHeaders): IncomingHttpHeaders {
  const digest = createHash('sha256').update(name).digest('hex');
  const account = BigInt(`0x${digest.slice(0, 16)}`)
    .toString()
    .padStart(12, '1')
    .slice(-12);
  return {
    ...given,
    authorization: (given.authorization ?? '').replace(
      /Credential=[^/]+/,
      `Credential=${digest.slice(0, 16)}`,
    ),
    'x-moto-account-id': account,
  };
}
