import { readFileSync } from 'node:fs';
import {
  buildSchema,
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

/** What Shopify would say against a document and its variables; deprecated fields count as faults, too. */
export function faultsIn(query: string, variables?: Readonly<Record<string, unknown>>): string[] {
  const document = parse(query);
  const faults = validate(schema, document, [...specifiedRules, NoDeprecatedCustomRule]);
  if (faults.length > 0 || variables === undefined) return faults.map(({ message }) => message);
  const definitions = getOperationAST(document)?.variableDefinitions ?? [];
  const { errors = [] } = getVariableValues(schema, definitions, variables);
  return errors.map(({ message }) => message);
}
