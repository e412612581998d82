import { readFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { createServer } from 'node:tls';

/** For `NODE_EXTRA_CA_CERTS`. It is for the bench alone; its key is no secret, and nothing else trusts it. */
export const certificateFile = join(__dirname, 'certificate.pem');

/**
 * Puts TLS in front of a server of this machine, as AWS has it in front of its own.
 * @param endpoint asked at each connection: the server may be started later
 */
export async function overTls(
  endpoint: () => string,
): Promise<{ endpoint: string; close: () => Promise<void> }> {
  const server = createServer(
    {
      cert: readFileSync(certificateFile),
      key: readFileSync(join(__dirname, 'key.pem')),
      // Else Nagle's algorithm and the kernel's delayed acknowledgements add 40 ms to whoever sends in two parts.
      noDelay: true,
    },
    (secure) => {
      const plain = connect({ host: '127.0.0.1', port: Number(new URL(endpoint()).port), noDelay: true });
      // A measured process ends as soon as it has its answer, and cuts its connections with it.
      pipeline(secure, plain, secure, () => {});
    },
  );
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `https://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
