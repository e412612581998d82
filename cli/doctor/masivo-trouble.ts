import type { Reason } from '../../lambda/reasons/reason';
import { textOf } from '../../lambda/reasons/text';
import { isMasivosError } from '../../lambda/retry/retry-policy';
import { type Finding, failure, warning } from './finding';

// A name that does not exist, and a certificate of another name: an address that is spelled wrong.
const wrongName = new Set(['ENOTFOUND', 'ERR_TLS_CERT_ALTNAME_INVALID']);

/** Why Masivo could not be used, with what to do about this very reason. Pure. */
export function troubleFinding(why: Reason, baseUrl: string): Finding {
  const what = textOf(why);
  const cause = why.code === 'sign-in-failed' && why.params.cause ? why.params.cause : why;
  if (cause.code === 'masivo-throttled') {
    return warning(what, 'Nothing to do here: it ends by itself; or lower masivo.rateLimit in the config.');
  }
  return failure(what, fixOf(cause, baseUrl));
}

function fixOf(cause: Reason, baseUrl: string): string {
  const address = `Correct masivo.baseUrl (${baseUrl}), and deploy.`;
  const outage =
    'Masivo is down or cannot be reached: check its status page. Nothing to do here: deliveries are retried until it is back.';
  switch (cause.code) {
    case 'masivo-denied':
    case 'masivo-secret-empty':
      return 'Put in the API key: `secrets set masivo`.';
    case 'request-unsendable':
      return `${address} If it is right, put in the API key: \`secrets set masivo\`.`;
    case 'masivo-wrong-address':
      return address;
    case 'masivo-unreachable':
      return wrongName.has(cause.params.error) ? address : outage;
    case 'masivo-no-answer':
      return outage;
    case 'masivo-error':
      return isMasivosError(cause.params.status) ? outage : unknownAnswer(baseUrl);
    default:
      return unknownAnswer(baseUrl);
  }
}

const unknownAnswer = (baseUrl: string) =>
  `Check whether masivo.baseUrl (${baseUrl}) is Masivo's storefront API. If it is, check Masivo's status page.`;
