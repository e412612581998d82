import {
  buildClientSchema,
  type GraphQLNamedType,
  getNamedType,
  type IntrospectionInputValue,
  type IntrospectionQuery,
  type IntrospectionType,
  type IntrospectionTypeRef,
  isEnumType,
  isInputObjectType,
  parse,
  printSchema,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/**
 * Shopify's schema, cut down to the types that these documents reach, in SDL and without descriptions: all fields of a
 * reached type whose own type was reached, too, is an enum or a scalar, so that a field that is asked for next need not
 * be frozen first. Of the roots only what the documents ask for. Pure.
 */
export function prunedSchema(introspection: IntrospectionQuery, documents: readonly string[]): string {
  const { types, fields } = reachedBy(introspection, documents);
  const { queryType, mutationType } = introspection.__schema;
  const roots = [queryType.name, mutationType?.name];
  const isKept = (ref: IntrospectionTypeRef) => types.has(nameOf(ref));

  const cut = (type: IntrospectionType): IntrospectionType => {
    switch (type.kind) {
      case 'OBJECT':
      case 'INTERFACE':
        return {
          ...type,
          description: null,
          interfaces: type.interfaces.filter(isKept),
          ...(type.kind === 'INTERFACE' ? { possibleTypes: type.possibleTypes.filter(isKept) } : {}),
          fields: type.fields
            .filter((field) =>
              roots.includes(type.name) ? fields.has(`${type.name}.${field.name}`) : isKept(field.type),
            )
            .filter((field) => field.args.every(({ type: of }) => isKept(of) || of.kind !== 'NON_NULL'))
            .map((field) => ({ ...field, description: null, args: inputs(field.args, isKept) })),
        };
      case 'INPUT_OBJECT':
        return { ...type, description: null, inputFields: inputs(type.inputFields, isKept) };
      case 'ENUM':
        return {
          ...type,
          description: null,
          enumValues: type.enumValues.map((value) => ({ ...value, description: null })),
        };
      case 'UNION':
        return { ...type, description: null, possibleTypes: type.possibleTypes.filter(isKept) };
      case 'SCALAR':
        return { ...type, description: null };
      default:
        return type satisfies never;
    }
  };

  const kept = introspection.__schema.types.filter(({ name }) => types.has(name)).map(cut);
  return printSchema(
    buildClientSchema({
      __schema: {
        ...introspection.__schema,
        description: null,
        subscriptionType: null,
        directives: [],
        types: kept,
      },
    }),
  );
}

const inputs = (values: readonly IntrospectionInputValue[], isKept: (ref: IntrospectionTypeRef) => boolean) =>
  values.filter(({ type }) => isKept(type)).map((value) => ({ ...value, description: null }));

/** The names of the types, and `Type.field` of what is asked for. */
function reachedBy(introspection: IntrospectionQuery, documents: readonly string[]) {
  const schema = buildClientSchema(introspection);
  const types = new Set<string>();
  const fields = new Set<string>();
  const reach = (type: GraphQLNamedType | null | undefined) => {
    if (!type || types.has(type.name)) return;
    types.add(type.name);
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) reach(getNamedType(field.type));
    }
  };
  for (const document of documents) {
    const info = new TypeInfo(schema);
    visit(
      parse(document),
      visitWithTypeInfo(info, {
        Field() {
          const parent = info.getParentType();
          const field = info.getFieldDef();
          if (!parent || !field) return;
          reach(parent);
          reach(getNamedType(field.type));
          fields.add(`${parent.name}.${field.name}`);
          for (const argument of field.args) reach(getNamedType(argument.type));
        },
        InlineFragment: () => reach(getNamedType(info.getType())),
      }),
    );
  }
  // Enums and scalars lead no further.
  for (const { kind, name } of introspection.__schema.types) {
    if (kind === 'SCALAR') types.add(name);
  }
  for (const name of [...types]) {
    const type = schema.getType(name);
    if (!type || !('getFields' in type) || name === schema.getQueryType()?.name) continue;
    if (name === schema.getMutationType()?.name) continue;
    for (const field of Object.values(type.getFields())) {
      const of = getNamedType(field.type);
      if (isEnumType(of)) types.add(of.name);
    }
  }
  return { types, fields };
}

function nameOf(ref: IntrospectionTypeRef): string {
  return ref.kind === 'NON_NULL' || ref.kind === 'LIST' ? nameOf(ref.ofType) : ref.name;
}
