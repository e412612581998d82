import { SourceMap } from 'node:module';
import { basename } from 'node:path';
import { isNativeError } from 'node:util/types';
import { compileFunction } from 'node:vm';
import * as v from 'valibot';
import { memberOf } from '../json';

/** A mapping as it is kept beside a function's bundle. */
export const StoredMapping = v.object({
  /** Tells one mapping from another. */
  hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{12}$/)),
  code: v.string(),
  /** The code's source map. */
  map: v.string(),
});
export type StoredMapping = v.InferOutput<typeof StoredMapping>;

/** What a mapping came to. What it threw is told by its name and place: its message may hold personal data. */
export type Returned =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly error: string; readonly at: string | null };

/** A mapping that is ready to be called. */
export interface CompiledMapping {
  readonly hash: string;
  readonly call: (event: unknown, customer: unknown) => Returned;
  /** Whether this text stands in the mapping as it is. Any other one may be made of the event, and so personal data. */
  readonly writes: (text: string) => boolean;
}

const fileName = 'mapping.js';

/**
 * Nothing that differs from call to call or reaches beyond it is there: the bundler has refused Node's modules, and what
 * is global is hidden here. That finds mistakes; it keeps nobody out, since whoever writes the mapping deploys it.
 */
const absent = [
  'require',
  'process',
  'global',
  'globalThis',
  'console',
  'fetch',
  'crypto',
  'performance',
  // It knows the day and the machine's zone and language, and says other things in another version of Node.
  'Intl',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
];

class ImpureMapping extends Error {
  override readonly name = 'ImpureMapping';
}

const refuse = (): never => {
  throw new ImpureMapping('A mapping has no clock and no chance');
};

/** `Date` for dates that the event has: it does not know what time it is. */
const DateWithoutNow = new Proxy(Date, {
  construct: (target, args, made) => (args.length === 0 ? refuse() : Reflect.construct(target, args, made)),
  apply: refuse,
  get: (target, name) => (name === 'now' ? refuse : Reflect.get(target, name)),
});

const MathWithoutRandom = new Proxy(Math, {
  get: (target, name) => (name === 'random' ? refuse : Reflect.get(target, name)),
});

/** Loads it, anew each time. @throws Error where it exports no function by default, or fails while it is loaded. */
function loaderOf({ code }: StoredMapping) {
  const parameters = ['module', 'exports', 'Date', 'Math', ...absent];
  const load = compileFunction(code, parameters, { filename: fileName });
  return () => {
    const module = { exports: {} };
    Reflect.apply(load, undefined, [module, module.exports, DateWithoutNow, MathWithoutRandom]);
    const mapping = memberOf(module.exports, 'default');
    if (typeof mapping !== 'function') throw new Error('it has no function as its default export');
    return mapping;
  };
}

/** What the mapping's pieces declare (declaration.ts), unchecked: no function needs it. */
export const declaredBy = (stored: StoredMapping): unknown => Reflect.get(loaderOf(stored)(), 'declares');

/** @throws Error where it exports no function by default, or fails while it is loaded. */
export function compiledMapping(stored: StoredMapping): CompiledMapping {
  const { hash, code, map } = stored;
  const loaded = loaderOf(stored);
  loaded();
  return {
    hash,
    call(event, customer) {
      try {
        // Anew for each call: a variable of the file, or a regular expression with the flag `g`, would have one event's
        // answer depend on the events before it.
        const value: unknown = Reflect.apply(loaded(), undefined, [event, customer]);
        // A getter and a Proxy are the mapping's code, too: what they throw is its own.
        return { kind: 'returned', value: readThrough(value) };
      } catch (error) {
        return { kind: 'threw', error: nameOf(error), at: placeOf(error, map) };
      }
    },
    writes: writtenIn(code),
  };
}

/**
 * A copy as deep as a customer is, with the values that are there once and for all. What is deeper down is only told by
 * its kind.
 */
function readThrough(value: unknown, depth = 2): unknown {
  if (Array.isArray(value)) return [];
  if (typeof value !== 'object' || value === null) return value;
  // A promise has none of its own.
  const then: unknown = Reflect.get(value, 'then');
  const members = depth === 0 ? [] : Object.entries(value);
  return {
    ...Object.fromEntries(members.map(([name, member]) => [name, readThrough(member, depth - 1)])),
    ...(typeof then === 'function' ? { then } : {}),
  };
}

/** As a text in quotes, or as the name of a member. */
function writtenIn(code: string): CompiledMapping['writes'] {
  const quoted = (text: string) => ['"', "'", '`'].some((quote) => code.includes(`${quote}${text}${quote}`));
  const isMember = (text: string) =>
    /^[A-Za-z_$][\w$]*$/.test(text) && new RegExp(`[{,.]${text.replaceAll('$', '\\$')}(?![\\w$])`).test(code);
  return (text) => quoted(text) || isMember(text);
}

const namesOfErrors = ['EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'];

/** By its class: any text may have been given to an error as its name, and anything may be thrown, the customer, too. */
function nameOf(error: unknown): string {
  if (error instanceof ImpureMapping) return error.name;
  if (!isNativeError(error)) return typeof error;
  for (let of = Object.getPrototypeOf(error); of !== null; of = Object.getPrototypeOf(of)) {
    const name = memberOf(of, 'name');
    if (typeof name === 'string' && namesOfErrors.includes(name)) return name;
  }
  return 'Error';
}

const inCode = new RegExp(`\\b${fileName.replace('.', '\\.')}:(\\d+):(\\d+)`, 'g');

/** Where in which file it happened, as `mapping.ts:12`: in the mapping's own, where that had a hand in it. */
export function placeOf(error: unknown, map: string): string | null {
  const stack: unknown = isNativeError(error) ? error.stack : undefined;
  if (typeof stack !== 'string') return null;
  const sources = new SourceMap(JSON.parse(map));
  const places = [...stack.matchAll(inCode)].flatMap(([, line, column]) => {
    const entry = sources.findEntry(Number(line) - 1, Number(column) - 1);
    return 'originalSource' in entry ? [`${basename(entry.originalSource)}:${entry.originalLine + 1}`] : [];
  });
  return places.find((place) => place.startsWith('mapping.ts:')) ?? places[0] ?? null;
}
