import { otherScopes, type Scope, scopeOf } from './scopes';

type Condition<Text> = Readonly<Record<string, Readonly<Record<string, Text | readonly Text[]>>>>;

/** @typeParam Text what CloudFormation fills in stands as an object in a template. */
export interface Statement<Text = string> {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: Text | readonly Text[];
  readonly Condition?: Condition<Text>;
}

export interface Policy<Text = string> {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement<Text>[];
}

export const policy = <Text>(Statement: readonly Statement<Text>[]): Policy<Text> => ({
  Version: '2012-10-17',
  Statement,
});

export const allow = (Action: readonly string[], Resource: Scope): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
});

/** A statement for each resource of the actions, and for each condition that one of them has. */
export function statementsOf<Text>(
  actions: readonly string[],
  conditions: Readonly<Record<string, Condition<Text>>> = {},
): readonly Statement<Text | string>[] {
  const alike = new Map<string, Statement<Text | string>>();
  for (const action of [...new Set(actions)].sort()) {
    const Resource = otherScopes[action] ?? scopeOf[action.split(':')[0] ?? ''];
    if (Resource === undefined) throw new Error(`There is no resource for ${action}`);
    const condition = conditions[action];
    const key = JSON.stringify([Resource, condition]);
    const before = alike.get(key)?.Action ?? [];
    alike.set(key, {
      ...allow([...before, action], Resource),
      ...(condition ? { Condition: condition } : {}),
    });
  }
  return [...alike.values()];
}
