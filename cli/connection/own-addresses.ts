import type { Environment } from '../../infra/config/config';
import { noOthers } from '../subscribe/bridge-address';
import type { OwnAddresses } from './environment';

/**
 * As the config says it, deployed or not: what it is about to close counts as closed.
 * @param gateway the gateway's own address, where there is a domain beside it
 */
export function ownAddresses(
  { ingress: { domain } }: Pick<Environment, 'ingress'>,
  gateway: string | undefined,
): OwnAddresses {
  if (!domain || gateway === undefined) return noOthers;
  const [, ...older] = domain.pathKeys;
  return {
    open: [
      ...older.map((key) => `https://${domain.name}/${key}`),
      ...(domain.closeGatewayAddress ? [] : [gateway]),
    ],
    hosts: [domain.name, new URL(gateway).hostname],
  };
}
