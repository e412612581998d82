import type { Customer } from './customer';

interface Member {
  readonly value: string | null;
  /** The body says nothing about it. */
  readonly silent: boolean;
  /** It is there, and no text. */
  readonly unread: boolean;
}

const nothing: Member = { value: null, silent: false, unread: false };

/** The member of this name, as a store's mapping has it; null for the name asks for none. */
export function textMember(customer: Customer, name: string | null): Member {
  if (name === null) return nothing;
  if (!Object.hasOwn(customer, name)) return { ...nothing, silent: true };
  const value: unknown = customer[name];
  if (value === null || typeof value === 'string') return { ...nothing, value };
  return { ...nothing, silent: true, unread: true };
}
