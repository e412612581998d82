// biome-ignore lint/suspicious/noExplicitAny: templates are read as what they are, JSON
type Json = any;

/** Resolves a part of a template as CloudFormation does, with resources named by `nameOf` their logical id. */
export function resolved(nameOf: (id: string) => { readonly ref: string; readonly arn: string }) {
  return function resolve(value: Json): Json {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    if ('Ref' in value) return nameOf(value.Ref).ref;
    if ('Fn::GetAtt' in value) {
      const [id, attribute] = value['Fn::GetAtt'];
      // No statement names it: a function is told it, as where its webhooks come.
      if (attribute === 'ApiEndpoint') return `https://${id}.execute-api.example.com`;
      if (attribute !== 'Arn') throw new Error(`Nobody has said yet what ${id}.${attribute} is`);
      return nameOf(id).arn;
    }
    if ('Fn::Join' in value) return resolve(value['Fn::Join'][1]).join(value['Fn::Join'][0]);
    if ('Fn::Split' in value) return resolve(value['Fn::Split'][1]).split(value['Fn::Split'][0]);
    if ('Fn::Select' in value) return resolve(value['Fn::Select'][1])[Number(value['Fn::Select'][0])];
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, resolve(part)]));
  };
}
