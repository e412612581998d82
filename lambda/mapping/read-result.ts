import * as v from 'valibot';
import { isObject } from '../json';
import {
  CustomerDraft,
  type DraftField,
  draftFields,
  longestMetadata,
  type Mapped,
} from '../masivo/customer';
import { asMasivoId } from '../masivo/masivo-id';
import { whereFrom, writtenByBridge } from '../masivo/metadata-of-bridge';
import type { Reason } from '../reasons/reason';
import { isExtra } from '../settings';
import { cleanText } from '../sources/values';
import type { CompiledMapping } from './compiled-mapping';

/** Ignored where the mapping says so. */
export type MappedSnapshot = Mapped | { readonly kind: 'ignored'; readonly reason: Reason };

type MappedCustomer = Extract<Mapped, { kind: 'customer' }>;

/** What identifies a customer, and decides on its creation: a mapping that changed it would create another one. */
const fieldsOfBridge = ['id', 'email', 'registration_date', 'status'] as const;

/**
 * What a mapping returned, as what is sent: by the schema of all that is sent, or refused by its field. Pure.
 * @param writes whether a text is the mapping's own: no other one is shown
 * @param ownIds whether it may give the customer another ID in Masivo
 */
export function readResult(
  value: unknown,
  mapped: MappedCustomer,
  { writes, ownIds }: Pick<CompiledMapping, 'writes'> & { readonly ownIds: boolean },
): MappedSnapshot {
  if (!isObject(value) || typeof value.then === 'function') return invalid('result', value);
  if (Object.hasOwn(value, 'skip')) return readSkip(value.skip, writes);
  const given = withoutUndefined(value);
  const { metadata: all } = given;
  if (!isObject(all)) return invalid('metadata', all);
  const metadata = { ...ownMetadata(mapped), ...withoutUndefined(all) };

  for (const field of fieldsOfBridge) {
    if (field === 'id' && ownIds) continue;
    if (given[field] !== mapped.customer[field]) return changed(field);
  }
  for (const field of whereFrom) {
    if (metadata[field] !== mapped.customer.metadata[field]) return changed(`metadata.${field}`);
  }
  const taken = Object.values(writtenByBridge).find((name) => Object.hasOwn(metadata, name));
  if (taken !== undefined) return changed(`metadata.${taken}`);
  // Masivo's own fields are filled of the metadata, as the store's settings say (own-fields.ts).
  const other = ['phone', 'country', 'tags'].find((name) => Object.hasOwn(given, name));
  if (other !== undefined) return invalid(other, given[other]);

  const result = v.safeParse(CustomerDraft, {
    gender: null,
    dob: null,
    ...given,
    name: typeof given.name === 'string' ? cleanText(given.name) : given.name,
    metadata: wellFormed(metadata),
  });
  if (!result.success) {
    const [issue] = result.issues;
    // Of a member that no customer has, valibot shows the name.
    const found = issue.expected === 'never' ? 'no field of a customer' : kindOf(issue.input);
    return invalidAs(fieldOf(issue.path ?? [], writes), found);
  }
  const { id } = mapped.customer;
  const customer = { ...result.output, id };
  const masivoId = result.output.id === id ? {} : { masivoId: asMasivoId(result.output.id) };
  // Whoever has an e-mail has a name: Masivo requires one.
  if (customer.name === null && mapped.customer.name !== null) return invalid('name', null);
  if (JSON.stringify(customer.metadata).length > longestMetadata) return invalid('metadata', all);
  return { ...mapped, customer, ...masivoId, silent: silenceOf(given, customer, mapped) };
}

/**
 * Of which fields the event still says nothing. `gender` and `dob` by their absence; an extra that the mapping leaves as
 * it is stays as it was, and one that it changes is told by it. A name that the store never told stays a fallback, and an
 * address's phone, too, whatever the mapping makes of it: else it would replace the one that the store told.
 */
function silenceOf(
  given: Readonly<Record<string, unknown>>,
  customer: CustomerDraft,
  { silent, customer: before }: MappedCustomer,
): readonly DraftField[] {
  return draftFields.filter((field) => {
    if (field === 'gender' || field === 'dob') return !Object.hasOwn(given, field);
    if (!silent.includes(field)) return false;
    if (!isExtra(field) || (field === 'phone' && before.metadata.phone !== undefined)) return true;
    return customer.metadata[field] === before.metadata[field];
  });
}

const longestSkip = 100;

/** It stands in lists and logs: one that is put together may hold what is the shopper's, and no form of a text tells. */
function readSkip(skip: unknown, writes: CompiledMapping['writes']): MappedSnapshot {
  const isText =
    typeof skip === 'string' &&
    skip.length <= longestSkip &&
    /^[\p{L}\p{N} ,.:;()'’/_-]*\p{L}[\p{L}\p{N} ,.:;()'’/_-]*$/u.test(skip) &&
    !/\d{5}/.test(skip);
  if (!isText) return invalid('skip', skip);
  return writes(skip)
    ? { kind: 'ignored', reason: { code: 'skipped-by-mapping', params: { skip } } }
    : invalidAs('skip', 'a text that does not stand in the mapping as it is');
}

const ownMetadata = ({ customer: { metadata } }: MappedCustomer): Readonly<Record<string, unknown>> =>
  Object.fromEntries(whereFrom.map((name) => [name, metadata[name]]));

/** As in JSON: a member that is undefined is not there. */
const withoutUndefined = (value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));

/** A text that is cut inside a character could not be sent. */
const wellFormed = (metadata: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(metadata).map(([name, text]) => [
      name,
      typeof text === 'string' ? text.toWellFormed() : text,
    ]),
  );

const changed = (field: string): MappedSnapshot => ({
  kind: 'refused',
  reason: { code: 'mapping-changed-field', params: { field } },
});

/** Says where and of which kind, never the value. */
const invalid = (field: string, found: unknown): MappedSnapshot => invalidAs(field, kindOf(found));

const invalidAs = (field: string, found: string): MappedSnapshot => ({
  kind: 'refused',
  reason: { code: 'mapping-result-invalid', params: { field, found } },
});

/** A name may be made of the event: then what it is in is named. */
function fieldOf(path: readonly { readonly key: unknown }[], writes: CompiledMapping['writes']): string {
  const names = path.map(({ key }) => String(key));
  const other = names.findIndex((name) => !Object.hasOwn(CustomerDraft.entries, name) && !writes(name));
  const shown = other < 0 ? names : names.slice(0, other);
  return shown.join('.') || 'result';
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (isObject(value) && typeof value.then === 'function') return 'a promise';
  const names: Readonly<Record<string, string>> = {
    string: 'a text that is not valid there',
    number: 'a number',
    boolean: 'a boolean',
    object: 'an object',
    function: 'a function',
  };
  return names[typeof value] ?? 'something else';
}
