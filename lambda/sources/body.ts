import * as v from 'valibot';
import type { Reason } from '../reasons/reason';
import { exactJson } from './exact-json';

// It leaves out a byte order mark, which some senders put first and no JSON has.
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Authentic bytes that are no JSON are the vendor's fault or ours; either way nothing can be made of them. */
export function parseJson(
  body: Buffer,
): { kind: 'json'; value: unknown } | { kind: 'refused'; reason: Reason } {
  try {
    const text = utf8.decode(body);
    if (nestedDeeply(text)) {
      return { kind: 'refused', reason: { code: 'body-too-deep', params: { levels: deepest } } };
    }
    return { kind: 'json', value: exactJson(text) };
  } catch {
    return { kind: 'refused', reason: { code: 'body-not-json' } };
  }
}

// Vendors' bodies are a handful of levels deep. `JSON.parse` bears any depth, but whatever walks the value
// afterwards (comparing, serialising) recurses and would end in a stack overflow.
const deepest = 100;

function nestedDeeply(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length && depth <= deepest; at += 1) {
    const char = text[at];
    if (inString && char === '\\') at += 1;
    else if (char === '"') inString = !inString;
    else if (!inString && (char === '[' || char === '{')) depth += 1;
    else if (!inString && (char === ']' || char === '}')) depth -= 1;
  }
  return depth > deepest;
}

/** Says where and what, never the value: reasons are shown to operators and logged. */
export function reasonOf(
  issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]],
  body: unknown,
): Reason {
  const [first] = issues;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { code: 'body-not-object' };
  const field = v.getDotPath(first) ?? 'the body';
  if (first.input === undefined) return { code: 'field-missing', params: { field } };
  const found = first.input === null ? 'null' : typeof first.input;
  if (first.kind === 'validation') return { code: 'field-out-of-bounds', params: { field, found } };
  const expected = first.expected ?? 'another value';
  return { code: 'field-wrong-type', params: { field, expected, found } };
}
