import { SourceMap } from 'node:module';
import { basename } from 'node:path';
import { compileFunction } from 'node:vm';
import * as v from 'valibot';
import { isObject, memberOf } from '../json';

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

/** @throws Error where it exports no function by default, or fails while it is loaded. */
export function compiledMapping({ hash, code, map }: StoredMapping): CompiledMapping {
  const module = { exports: {} };
  const parameters = ['module', 'exports', 'Date', 'Math', ...absent];
  const load = compileFunction(code, parameters, { filename: fileName });
  Reflect.apply(load, undefined, [module, module.exports, DateWithoutNow, MathWithoutRandom]);
  const mapping = memberOf(module.exports, 'default');
  if (typeof mapping !== 'function') throw new Error('it has no function as its default export');
  return {
    hash,
    call(event, customer) {
      try {
        return { kind: 'returned', value: Reflect.apply(mapping, undefined, [event, customer]) };
      } catch (error) {
        return { kind: 'threw', error: nameOf(error), at: placeOf(error, map) };
      }
    },
  };
}

/** A class of the mapping's own may have any text for its name. */
function nameOf(error: unknown): string {
  const name: unknown = isObject(error) ? error.name : typeof error;
  return typeof name === 'string' && /^[A-Za-z]{1,40}$/.test(name) ? name : 'Error';
}

const inCode = new RegExp(`\\b${fileName.replace('.', '\\.')}:(\\d+):(\\d+)`, 'g');

/** Where in which file it happened, as `mapping.ts:12`: in the mapping's own, where that had a hand in it. */
function placeOf(error: unknown, map: string): string | null {
  const stack = isObject(error) ? error.stack : undefined;
  if (typeof stack !== 'string') return null;
  const sources = new SourceMap(JSON.parse(map));
  const places = [...stack.matchAll(inCode)].flatMap(([, line, column]) => {
    const entry = sources.findEntry(Number(line) - 1, Number(column) - 1);
    return 'originalSource' in entry ? [`${basename(entry.originalSource)}:${entry.originalLine + 1}`] : [];
  });
  return places.find((place) => place.startsWith('mapping.ts:')) ?? places[0] ?? null;
}
