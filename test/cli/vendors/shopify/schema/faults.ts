import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type DocumentNode,
  getOperationAST,
  getVariableValues,
  NoDeprecatedCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { schemaFile } from './versions';

/** Shopify's own schema, as far as we use it; `npm run shopify-schema` freezes it. */
export const schema = buildSchema(readFileSync(schemaFile, 'utf8'));

interface Checked {
  readonly document: DocumentNode;
  readonly faults: readonly string[];
}

// A run asks the same document over and over, and to validate one takes longer than to answer it.
const known = new Map<string, Checked>();

function checked(query: string): Checked {
  const before = known.get(query);
  if (before) return before;
  const document = parse(query);
  const errors = validate(schema, document, [...specifiedRules, NoDeprecatedCustomRule]);
  const now = { document, faults: errors.map(({ message }) => message) };
  known.set(query, now);
  return now;
}

/** A document that {@link faultsIn} finds no fault in. */
export const parsed = (query: string): DocumentNode => checked(query).document;

/** What Shopify would say against a document and its variables; deprecated fields count as faults, too. */
export function faultsIn(query: string, variables?: Readonly<Record<string, unknown>>): string[] {
  const { document, faults } = checked(query);
  if (faults.length > 0 || variables === undefined) return [...faults];
  const definitions = getOperationAST(document)?.variableDefinitions ?? [];
  const { errors = [] } = getVariableValues(schema, definitions, variables);
  return errors.map(({ message }) => message);
}
