import type { FormerAddress } from '../../lambda/own-addresses';
import { type Finding, failure, warning } from '../doctor/finding';

/** What the doctor says of subscriptions to addresses that this environment's own has taken the place of. */
export function formerFindings(
  addresses: readonly string[],
  former: FormerAddress,
  command: string,
): readonly Finding[] {
  const all = [...new Set(addresses)];
  const at = (state: ReturnType<FormerAddress>) => all.filter((each) => former(each) === state).join(', ');
  const [open, closed] = [at('open'), at('closed')];
  return [
    ...(closed === ''
      ? []
      : [
          failure(
            `${closed} is still subscribed, and with this config takes nothing: an older key, or the gateway's own address that \`closeGatewayAddress\` switches off`,
            `\`${command}\` moves it. Until then do not deploy this config; if it is deployed, take the change back.`,
          ),
        ]),
    ...(open === ''
      ? []
      : [
          warning(
            `${open} is still subscribed: an older key, or the gateway's own address`,
            `\`${command}\` moves it. Take the old address out of the config only after that.`,
          ),
        ]),
  ];
}
