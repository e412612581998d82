import type { Channel } from '../../../lambda/masivo/consent';
import type { ToldStatement } from '../answers/shown-delivery';

const names: Readonly<Record<Channel, string>> = {
  email_marketing: 'E-mail',
  push_notifications: 'Push notifications',
  link_tracking: 'Link tracking',
  sms: 'SMS',
};

/** A statement in one line; `at` is its time as it is to be shown. */
export const statementText = ({ channel, granted }: ToldStatement, at: string): string =>
  `${names[channel]}: ${granted ? 'allowed' : 'not allowed'} since ${at}`;
