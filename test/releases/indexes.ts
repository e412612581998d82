import type { FrozenIndex } from './release-folder';

/** The part of a template's table that says which indexes it has. */
interface TableProperties {
  readonly GlobalSecondaryIndexes?: readonly {
    readonly IndexName: string;
    readonly KeySchema: readonly { readonly AttributeName: string }[];
    readonly Projection: { readonly ProjectionType: string };
  }[];
}

export const indexesOf = ({ GlobalSecondaryIndexes = [] }: TableProperties): readonly FrozenIndex[] =>
  GlobalSecondaryIndexes.map(({ IndexName, KeySchema, Projection }) => ({
    name: IndexName,
    keys: KeySchema.map(({ AttributeName }) => AttributeName),
    projection: Projection.ProjectionType,
  }));

/**
 * What CloudFormation would have to do to the indexes: it creates or deletes one of them in an update of a table, and
 * refuses a template with more (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-dynamodb-table.html).
 * An index that is otherwise under the same name is deleted and created.
 */
export function indexChanges(
  before: readonly FrozenIndex[],
  after: readonly FrozenIndex[],
): readonly string[] {
  const without = (list: readonly FrozenIndex[], others: readonly FrozenIndex[]) => {
    const texts = new Set(others.map((each) => JSON.stringify(each)));
    return list.filter((each) => !texts.has(JSON.stringify(each))).map(({ name }) => name);
  };
  return [
    ...without(before, after).map((name) => `deletes ${name}`),
    ...without(after, before).map((name) => `creates ${name}`),
  ];
}
