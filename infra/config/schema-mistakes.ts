import * as v from 'valibot';
import { closest } from './closest';
import type { Mistake } from './config-error';
import { knownAt } from './known-names';

type Issue = v.BaseIssue<unknown>;

/**
 * What a schema finds wrong, as mistakes of the config: the field, what is wrong with it, and what was probably meant.
 * @param whole what has the fields, where it is wrong itself.
 */
export function mistakesOf(
  schema: v.GenericSchema,
  issues: readonly Issue[],
  whole = 'the default export',
): Mistake[] {
  return issues.flatMap((issue) => innermost(issue)).map((issue) => mistakeOf(schema, issue, whole));
}

/** Where a value may have several forms, the mistakes inside the form that it looks like. */
function innermost(issue: Issue, above: readonly v.IssuePathItem[] = []): Issue[] {
  const path = [...above, ...(issue.path ?? [])];
  const inside = (issue.issues ?? []).filter((each) => each.path !== undefined);
  if (inside.length > 0) return inside.flatMap((each) => innermost(each, path));
  const [first, ...rest] = path;
  return [first ? { ...issue, path: [first, ...rest] } : issue];
}

function mistakeOf(schema: v.GenericSchema, issue: Issue, whole: string): Mistake {
  return {
    where: v.getDotPath(issue) ?? whole,
    what: whatIsWrong(issue, knownAt(schema, issue)),
    meant: meantBy(issue, knownAt(schema, issue)),
  };
}

function whatIsWrong(issue: Issue, known: readonly string[]): string {
  if (issue.expected === 'never') return 'is not a setting';
  if (issue.received === 'undefined') return 'is missing';
  // A message of our own says it better than one for every schema of that kind.
  if (!issue.message.startsWith('Invalid ')) return issue.message;
  switch (issue.type) {
    case 'string':
      return 'is not a text';
    case 'number':
      return 'is not a number';
    case 'integer':
      return 'is not a whole number';
    case 'boolean':
      return 'is neither true nor false';
    case 'array':
      return 'is not a list';
    case 'record':
    case 'strict_object':
      return 'is not an object';
    case 'min_value':
      return `is less than ${issue.requirement}`;
    case 'max_value':
      return `is more than ${issue.requirement}`;
    case 'min_length':
      return 'is empty';
    case 'max_length':
      return `is longer than ${issue.requirement}`;
    case 'iso_timestamp':
      return 'is not a time such as 2026-12-01T08:00:00Z';
    case 'uuid':
      return 'is not a UUID';
    case 'url':
      return 'is not a URL';
    case 'literal':
    case 'picklist':
      return `is none of ${known.join(', ')}`;
    default:
      return issue.message.replace(/^Invalid \w+: E/, 'has a wrong value: e');
  }
}

function meantBy({ type, input, requirement }: Issue, known: readonly string[]): string | undefined {
  if (typeof input === 'string' && known.length > 0) return closest(input, known);
  if (type === 'string' && typeof input === 'number') return `'${input}'`;
  if (typeof input !== 'string') return undefined;
  if (type === 'number' && /^\d+$/.test(input)) return input;
  if (type === 'boolean' && /^(true|false)$/.test(input)) return input;
  const plain = input.trim().toLowerCase();
  return type === 'regex' && requirement instanceof RegExp && requirement.test(plain) ? plain : undefined;
}
