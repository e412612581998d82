import { CommandError } from '../exit';

/**
 * The address to register at the vendor: the environment's own, or for a local bridge the same path behind a tunnel.
 * @throws CommandError where no vendor could reach it.
 */
export function publicAddress(of: {
  readonly kind: 'local' | 'deployed';
  readonly address: string;
  readonly tunnel: string | undefined;
}): string {
  if (of.tunnel === undefined) {
    if (of.address.startsWith('https://')) return of.address;
    throw new CommandError(
      'usage',
      `No vendor reaches ${of.address} from outside.`,
      'Tunnel the webhook port, and name the address that leads to it: --tunnel https://….',
    );
  }
  if (of.kind === 'deployed') {
    throw new CommandError(
      'usage',
      'A deployed environment has an address of its own, and needs no --tunnel.',
    );
  }
  const tunnel = URL.canParse(of.tunnel) ? new URL(of.tunnel) : undefined;
  if (tunnel?.protocol !== 'https:' || tunnel.pathname !== '/' || tunnel.search !== '') {
    throw new CommandError(
      'usage',
      '--tunnel is an https address without a path, such as https://abc.example.com.',
    );
  }
  return tunnel.origin + new URL(of.address).pathname;
}
