import type { CustomerMapping } from '../customer-mapping';

/** Skips e-mails that match one of the patterns, where `*` is any text: `*@example.com`. Upper case makes no difference. */
export function skipEmails(patterns: readonly string[], skip: string): CustomerMapping {
  const all = patterns.map(patternOf);
  return (_, customer) => {
    const { email } = customer;
    return email !== null && all.some((pattern) => pattern.test(email)) ? { skip } : customer;
  };
}

const patternOf = (pattern: string): RegExp =>
  new RegExp(`^${pattern.split('*').map(literally).join('.*')}$`, 'i');

const literally = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
