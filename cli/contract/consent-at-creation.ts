import { memberOf, parsedJson } from '../../lambda/json';
import { isSuccess } from '../../lambda/retry/retry-policy';
import type { Answered } from './description';

/** What an account does with the consent record that a creation carries. */
export type TakesConsent =
  /** The answer shows it, and so does the customer later. */
  | 'recorded'
  /** Only the answer to the creation shows it, so it may not be kept. */
  | 'unproven'
  /** The customer is created without it, and nothing says so. */
  | 'ignored'
  /** Nobody is created. */
  | 'refused';

type Purposes = Readonly<Record<string, boolean>>;

/** By the answer to the creation, and to the question for the customer afterwards. */
export function takesConsent(
  created: Answered,
  shownLater: Answered | undefined,
  sent: Purposes,
): TakesConsent {
  if (!isSuccess(created.status)) return 'refused';
  if (!showsPurposes(created, sent)) return 'ignored';
  return shownLater && showsPurposes(shownLater, sent) ? 'recorded' : 'unproven';
}

function showsPurposes({ text }: Answered, sent: Purposes): boolean {
  const purposes = ['data', 'customer', 'consent', 'purposes'].reduce(memberOf, parsedJson(text));
  return Object.entries(sent).every(([purpose, allowed]) => memberOf(purposes, purpose) === allowed);
}

const takesText: Readonly<Record<TakesConsent, string>> = {
  recorded: 'The account records a consent that comes with the creation: masivo.consentAtCreation can be on.',
  unproven:
    'The account shows a consent that comes with the creation once, and not with the customer later: leave masivo.consentAtCreation off.',
  ignored:
    'The account ignores a consent that comes with the creation: the record would follow, whatever masivo.consentAtCreation says.',
  refused:
    'The account refuses a creation that comes with a consent: with masivo.consentAtCreation it would refuse every signup.',
};

/** In one line, for the person who decides on the setting. */
export const consentText = (takes: TakesConsent): string => takesText[takes];
