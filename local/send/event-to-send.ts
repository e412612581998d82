import { readFileSync } from 'node:fs';
import { isNativeError } from 'node:util/types';
import type { SampleForm, SampleSignup, SourceProfile } from '../../lambda/sources/profile';
import type { Unsigned } from '../../lambda/sources/source';
import { StartError } from '../start-error';
import type { SendingStore } from './chosen-store';
import { eventOfBody } from './own-body';
import { sampleSignup } from './sample-signup';

/** What is asked for. */
export interface EventOptions {
  readonly created: Date;
  readonly email?: string;
  readonly tag: readonly string[];
  /** The file of a body, or `-`. */
  readonly body?: string;
  readonly header: readonly string[];
  /** The forms that are asked for, by their names. */
  readonly [form: string]: unknown;
}

/** An event that is sent; of a sample it is known whose it is. */
export interface EventToSend extends Unsigned, Pick<Partial<SampleSignup>, 'customer' | 'held'> {}

/**
 * A sample signup, or the body that is given.
 * @param forms the names of all vendors' other forms
 * @throws StartError for what the vendor does not send
 */
export function eventToSend(
  profile: SourceProfile,
  options: EventOptions,
  {
    forms,
    store,
    now,
  }: { readonly forms: readonly string[]; readonly store: SendingStore; readonly now: Date },
): EventToSend {
  const form = formOf(profile, options, forms);
  const { created, email, tag: tags, body, header: headers } = options;
  if (body === undefined) {
    if (headers.length > 0) throw new StartError('--header goes with --body.');
    refuseTags(profile, form, tags);
    const asked = { ...(email === undefined ? {} : { email }), ...(tags.length === 0 ? {} : { tags }) };
    return sampleSignup(form, created, store, asked);
  }
  if (sampleSignup(form, created, store).held) {
    throw new StartError(
      `${profile.displayName} sends this form without the customer: give the body of an event that has it.`,
    );
  }
  const text = contentOf(body);
  return eventOfBody({ file: body, text, headers }, profile, form, store.vendorAccount, now);
}

/** The form of the signup: the usual one, or the one whose option is given. @throws StartError */
function formOf(
  profile: SourceProfile,
  options: EventOptions,
  forms: readonly string[],
): SourceProfile | SampleForm {
  const [wanted, another] = forms.filter((form) => options[form] === true);
  if (wanted === undefined) return profile;
  const form = profile.forms?.[wanted];
  if (form && another === undefined) return form;
  throw new StartError(`${profile.displayName} has no signup of this form.`);
}

function refuseTags(
  { displayName, neverSent, forms = {} }: SourceProfile,
  form: SourceProfile | SampleForm,
  tags: readonly string[],
): void {
  const carries = 'brings' in form ? form.brings.includes('tags') : neverSent.tags === undefined;
  if (tags.length === 0 || carries) return;
  const [other] = Object.entries(forms).filter(([, { brings }]) => brings.includes('tags'));
  throw new StartError(
    other
      ? `${displayName} sends tags only with the signup ${other[1].what}: add --${other[0]}.`
      : `A signup of ${displayName} has no tags: leave out --tag.`,
  );
}

const codeOf = (error: unknown): unknown => Reflect.get(Object(error), 'code');

function contentOf(file: string): string {
  try {
    return readFileSync(file === '-' ? process.stdin.fd : file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw new StartError(`There is no file ${file}.`);
    throw new StartError(`${file} cannot be read: ${isNativeError(error) ? error.message : error}`);
  }
}
