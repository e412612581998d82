import '@shopify/shopify-api/adapters/node';
import { ApiVersion, LogSeverity, shopifyApi } from '@shopify/shopify-api';
import type { Subject } from '../../bench/warm/subject';

/** `validate` does not parse the body; whoever calls it does that next. */
export const subject: Subject = (_, secret) => {
  const shopify = shopifyApi({
    apiKey: 'bench',
    apiSecretKey: secret,
    apiVersion: ApiVersion.July26,
    hostName: 'bench.example.com',
    isEmbeddedApp: false,
    logger: { level: LogSeverity.Error },
  });
  return async ({ headers, body, rawPath }) => {
    const rawRequest = { method: 'POST', url: rawPath, headers };
    const { valid } = await shopify.webhooks.validate({ rawBody: body ?? '', rawRequest });
    if (!valid) throw new Error('refused');
    return JSON.parse(body ?? '');
  };
};
