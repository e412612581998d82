import { noOthers, type OwnAddresses } from '../../lambda/own-addresses';
import type { Environment } from './config';

/**
 * As the config says it, deployed or not: what it is about to close counts as closed.
 * @param gateway the gateway's own address, where there is a domain beside it; its id may be CloudFormation's to fill in
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
    hosts: [domain.name, gateway.replace(/^https:\/\//, '')],
  };
}
