import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A request as it came over the wire. */
export interface Seen {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Step = (response: ServerResponse, seen: Seen) => void;

export const answer =
  (status: number, body: string, headers: Record<string, string> = {}): Step =>
  (response) =>
    response.writeHead(status, headers).end(body);
export const error = (status: number, type: string, headers?: Record<string, string>): Step =>
  answer(status, JSON.stringify({ __type: type, message: 'fake' }), headers);
/** Takes the message, as SQS does. */
export const taken: Step = (response, { body }) => {
  const { MessageBody }: { MessageBody: string } = JSON.parse(body);
  const MD5OfMessageBody = createHash('md5').update(MessageBody).digest('hex');
  response.end(JSON.stringify({ MessageId: 'fake', MD5OfMessageBody }));
};
export const hang: Step = () => {};
export const cut: Step = (response) => response.socket?.destroy();
export const halfAnAnswer: Step = (response) => {
  response.writeHead(200, { 'content-length': '1000' }).write('{"MessageId":');
  setTimeout(() => response.socket?.destroy(), 20);
};

/** A server on this machine that answers by a script, one step a request; the last step goes on for ever. */
export async function scripted(...steps: readonly Step[]) {
  const seen: Seen[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => {});
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url: path, headers } = request;
      const step = steps[Math.min(seen.length, steps.length - 1)];
      const one = { method, path, headers, body: Buffer.concat(chunks).toString() };
      seen.push(one);
      // By the clock of the test, which may stand still.
      response.setHeader('date', new Date().toUTCString());
      step?.(response, one);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const opened = { count: 0 };
  server.on('connection', () => {
    opened.count += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    server,
    url: `http://127.0.0.1:${port}`,
    seen,
    opened,
    sockets,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
export type Scripted = Awaited<ReturnType<typeof scripted>>;
