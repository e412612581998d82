import { randomUUID } from 'node:crypto';
import { isNativeError } from 'node:util/types';
import { jsonToken } from '../../lambda/sources/exact-json';
import type { SourceProfile } from '../../lambda/sources/profile';
import type { Unsigned } from '../../lambda/sources/source';
import { StartError } from '../start-error';

/** A body that somebody has captured, and headers for it, as in `X-Topic: customers/update`. */
export interface OwnBody {
  readonly file: string;
  readonly text: string;
  readonly headers: readonly string[];
}

/**
 * The body as an event that happens now, and is another one each time: sent as it is, the bridge would take it for one
 * that it has had.
 * @param form whose usual headers it needs
 * @throws StartError for what is no JSON, and for what is no header
 */
export function eventOfBody(
  { file, text, headers }: OwnBody,
  profile: Pick<SourceProfile, 'asNew'>,
  form: Pick<SourceProfile, 'usualHeaders'>,
  vendorAccount: string,
  now: Date,
): Unsigned {
  const given = Object.fromEntries(headers.map(headerIn));
  const event = {
    headers: { ...form.usualHeaders(vendorAccount), ...given },
    body: Buffer.from(indented(text, file)),
  };
  const again = profile.asNew(event, now, randomUUID().slice(0, 8));
  return { ...again, headers: { ...again.headers, ...given } };
}

function headerIn(line: string): readonly [name: string, value: string] {
  const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
  if (name !== undefined && value !== undefined) return [name.toLowerCase(), value];
  throw new StartError(`"${line}" is no header. Write it as 'X-Topic: customers/update'.`);
}

/** As `asNew` reads it. Each number stays as it is written: parsed and printed, a long id would be another. */
function indented(text: string, file: string): string {
  const mark = randomUUID();
  const kept = text.replace(jsonToken, (token) => (token.startsWith('"') ? token : `"${mark}${token}"`));
  try {
    JSON.parse(text);
    return JSON.stringify(JSON.parse(kept), null, 2).replace(new RegExp(`"${mark}([^"]*)"`, 'g'), '$1');
  } catch (error) {
    throw new StartError(
      `${file === '-' ? 'What was piped in' : file} is no JSON: ${isNativeError(error) ? error.message : error}. Give the body of a webhook as the vendor sent it.`,
    );
  }
}
