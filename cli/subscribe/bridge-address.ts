import { parseWebhookPath } from '../../lambda/webhook-address';

/**
 * Whether a webhook address belongs to a bridge: two bridges at one store would both create its shoppers. Only the path
 * shows it, because each bridge has a host of its own.
 */
export function looksLikeABridge(address: string, source: string): boolean {
  if (!URL.canParse(address)) return false;
  return parseWebhookPath(new URL(address).pathname)?.source === source;
}
