// As much of zod as the peers use: it is not there when types are checked.

declare module 'zod' {
  interface Schema<T> {
    parse(value: unknown): T;
    nullable(): Schema<T | null>;
    nullish(): Schema<T | null | undefined>;
  }
  interface Text extends Schema<string> {
    min(length: number): Text;
    max(length: number): Text;
  }
  type Parsed<S> = S extends Schema<infer T> ? T : never;
  export const z: {
    string(): Text;
    number(): Schema<number>;
    boolean(): Schema<boolean>;
    email(): Text;
    literal<const T extends string>(value: T): Schema<T>;
    array<T>(each: Schema<T>): Schema<T[]>;
    record<T>(key: Text, each: Schema<T>): Schema<Record<string, T>>;
    object<S extends Readonly<Record<string, Schema<unknown>>>>(
      shape: S,
    ): Schema<{ [Key in keyof S]: Parsed<S[Key]> }>;
    readonly iso: { datetime(): Text };
  };
}
