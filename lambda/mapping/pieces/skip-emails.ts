import type { CustomerMapping } from '../customer-mapping';

/** What an e-mail can match: something before the `@` and after it, or a `*` that may have the `@` in it. */
const fitting = /^([^@\s]+@[^@\s]+|[^@\s]*\*[^@\s]*)$/;

/**
 * Skips e-mails that match one of the patterns, where `*` is any text: `*@example.com`. Upper case makes no difference.
 * @throws Error while the mapping is loaded, hence before it is deployed, for a pattern that no e-mail matches, such as
 * `@example.com`: it would skip nobody.
 */
export function skipEmails(patterns: readonly string[], skip: string): CustomerMapping {
  const wrong = patterns.find((pattern) => !fitting.test(pattern));
  if (wrong !== undefined) {
    throw new Error(`skipEmails: no e-mail matches ${wrong}. Write *@example.com for all of a domain`);
  }
  const all = patterns.map(patternOf);
  return (_, customer) => {
    const { email } = customer;
    return email !== null && all.some((pattern) => pattern.test(email)) ? { skip } : customer;
  };
}

const patternOf = (pattern: string): RegExp =>
  new RegExp(`^${pattern.split('*').map(literally).join('.*')}$`, 'i');

const literally = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
