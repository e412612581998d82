import { parseJson } from '../../lambda/sources/body';
import type { Origin } from './answers/shown-delivery';
import { customerFields } from './customer-fields';
import { mapToday, type ReadableEvent } from './mapped-today';

// Each test maps the event anew. An event of unusual size is tested from the outside in, where the customer's own
// values are, and not completely.
const mostValues = 2000;
const leastValues = 60;
const mostBytes = 10_000_000;

/**
 * Where each field of a customer comes from, found by experiment: each value of the body and each header is altered in
 * turn, and the fields that change were made of it. So it needs no second description of the mapping, and works for
 * future sources. Pure.
 */
export function originsOf(readable: ReadableEvent): readonly Origin[] {
  const before = fieldsOf(readable);
  const body = jsonOf(readable.event.body);
  if (!before || body === undefined) return [];
  const from = new Map([...before.keys()].map((field) => [field, new Set<string>()]));
  // A number too large for JavaScript is rounded here: a number rounded on both sides is no change.
  const rounded = fieldsOf(withBody(readable, body)) ?? before;
  for (const alteration of alterationsIn(readable, body)) {
    for (const field of changedBy(alteration, rounded)) from.get(field)?.add(alteration.at);
  }
  return [...from].map(([to, places]) => ({ to, from: [...places] }));
}

interface Alteration {
  /** A JSON pointer, or `header:name`. */
  readonly at: string;
  /** The fields with this one value altered; undefined where the event is no customer then. */
  readonly altered: () => Iterable<Fields | undefined>;
}

type Fields = ReadonlyMap<string, unknown>;

function* changedBy({ altered }: Alteration, before: Fields): Generator<string> {
  for (const after of altered()) {
    if (!after) continue;
    for (const [field, value] of before) {
      if (value !== null && after.get(field) !== value) yield field;
    }
  }
}

function* alterationsIn(readable: ReadableEvent, body: unknown): Generator<Alteration> {
  const { headers } = readable.event;
  for (const [name, value] of Object.entries(headers)) {
    yield {
      at: `header:${name}`,
      altered: () =>
        eachOrNone(
          alterationsOf(value).map(
            (text) => () => fieldsOf(withHeaders(readable, { ...headers, [name]: String(text) })),
          ),
          () => fieldsOf(withHeaders(readable, without(headers, name))),
        ),
    };
  }
  const most = Math.min(mostValues, Math.max(leastValues, mostBytes / readable.event.body.length));
  let count = 0;
  for (const { pointer, holder, key } of valuesOf(body)) {
    count += 1;
    if (count > most) return;
    const value = Reflect.get(holder, key);
    const withValue = (altered: unknown) => () => {
      Reflect.set(holder, key, altered);
      const fields = fieldsOf(withBody(readable, body));
      Reflect.set(holder, key, value);
      return fields;
    };
    yield { at: pointer, altered: () => eachOrNone(alterationsOf(value).map(withValue), withValue(null)) };
  }
}

/** What each alteration leads to; where the event is invalid with all of them, what it is without the value. */
function eachOrNone(
  alterations: readonly (() => Fields | undefined)[],
  none: () => Fields | undefined,
): readonly (Fields | undefined)[] {
  const each = alterations.map((alter) => alter());
  return each.some((fields) => fields) ? each : [none()];
}

/** Both ends of a text: an e-mail's local part becomes the name of a nameless shopper, its domain does not. */
function alterationsOf(value: unknown): readonly unknown[] {
  switch (typeof value) {
    case 'string': {
      const [first, last] = [/[\p{L}\p{N}]/u, /[\p{L}\p{N}](?=[^\p{L}\p{N}]*$)/u];
      return first.test(value)
        ? [value.replace(first, rotated), value.replace(last, rotated)]
        : [`${value}x`];
    }
    case 'number':
      return [value + 1];
    case 'boolean':
      return [!value];
    default:
      return [];
  }
}

const rows = ['0123456789', 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** The next letter or digit: a date stays a date, and an e-mail an e-mail. */
function rotated(char: string): string {
  const row = rows.find((each) => each.includes(char));
  return row?.[(row.indexOf(char) + 1) % row.length] ?? 'x';
}

interface Place {
  readonly pointer: string;
  readonly holder: object;
  readonly key: string;
}

/** The texts, numbers and booleans in a JSON value, the outer ones first. */
function* valuesOf(body: unknown): Generator<Place> {
  const open: { pointer: string; value: unknown }[] = [{ pointer: '', value: body }];
  for (let next = open.shift(); next; next = open.shift()) {
    const { value: holder, pointer } = next;
    if (typeof holder !== 'object' || holder === null) continue;
    for (const [key, value] of Object.entries(holder)) {
      const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if (typeof value === 'object') open.push({ pointer: at, value });
      else yield { pointer: at, holder, key };
    }
  }
}

const withBody = (readable: ReadableEvent, body: unknown): ReadableEvent => ({
  ...readable,
  event: { ...readable.event, body: Buffer.from(JSON.stringify(body)) },
});

const withHeaders = (readable: ReadableEvent, headers: Readonly<Record<string, string>>): ReadableEvent => ({
  ...readable,
  event: { ...readable.event, headers },
});

function without(headers: Readonly<Record<string, string>>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([each]) => each !== name));
}

function fieldsOf(readable: ReadableEvent): Fields | undefined {
  const mapped = mapToday(readable);
  return mapped.kind === 'customer' ? customerFields(mapped.customer) : undefined;
}

/** As the sources read it: without a byte order mark. */
function jsonOf(body: Buffer): unknown {
  const json = parseJson(body);
  return json.kind === 'json' ? json.value : undefined;
}
