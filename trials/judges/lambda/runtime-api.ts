import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from '../../../local/aws/json-protocol';

export type Answered =
  | { readonly kind: 'response'; readonly value: unknown }
  | { readonly kind: 'error'; readonly text: string };

export interface LambdaHost {
  /** Where a runtime asks for its next event. */
  readonly address: string;
  invoke(event: unknown): Promise<Answered>;
  close(): Promise<void>;
}

interface Invocation {
  readonly id: string;
  readonly event: unknown;
  readonly answer: (answered: Answered) => void;
}

const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:judged';
const deadlineMs = 30_000;

/** Lambda's Runtime API (2018-06-01), as far as one function needs it that is asked for one event at a time. */
export async function startRuntimeApi(): Promise<LambdaHost> {
  const waiting: Invocation[] = [];
  const pending = new Map<string, Invocation>();
  let asking: ServerResponse | undefined;
  let serial = 0;

  function handOut(): void {
    const [next] = waiting;
    if (!next || !asking) return;
    waiting.shift();
    asking.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': next.id,
      'lambda-runtime-deadline-ms': String(Date.now() + deadlineMs),
      'lambda-runtime-invoked-function-arn': functionArn,
      'lambda-runtime-trace-id': 'Root=1-00000000-000000000000000000000000;Sampled=0',
    });
    asking.end(JSON.stringify(next.event));
    asking = undefined;
  }

  const server = createServer(async (request, response) => {
    const path = (request.url ?? '').replace('/2018-06-01/runtime', '');
    if (path === '/invocation/next') {
      asking = response;
      handOut();
      return;
    }
    const text = await textOf(request);
    const [, id = '', what] = /^\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    const answered: Answered =
      what === 'response' ? { kind: 'response', value: JSON.parse(text) } : { kind: 'error', text };
    // An error of the start is everybody's answer.
    for (const { answer } of path === '/init/error' ? [...waiting.splice(0), ...pending.values()] : [])
      answer(answered);
    pending.get(id)?.answer(answered);
    pending.delete(id);
    response.writeHead(202).end();
  });
  const { endpoint, close } = await listen(server);
  return {
    address: endpoint.replace('http://', ''),
    invoke(event) {
      serial += 1;
      const id = `00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`;
      return new Promise((resolve) => {
        const timer = setTimeout(
          () => resolve({ kind: 'error', text: 'no answer within the time limit' }),
          deadlineMs,
        );
        const invocation: Invocation = {
          id,
          event,
          answer: (answered) => {
            clearTimeout(timer);
            resolve(answered);
          },
        };
        waiting.push(invocation);
        pending.set(id, invocation);
        handOut();
      });
    },
    close,
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
