// As much of the peers' packages as the peers use: the packages themselves are not there when types are checked.

declare module '@shopify/shopify-api/adapters/node';

declare module '@shopify/shopify-api' {
  export const ApiVersion: { readonly July26: string };
  export const LogSeverity: { readonly Error: number };
  export function shopifyApi(config: {
    readonly apiKey: string;
    readonly apiSecretKey: string;
    readonly apiVersion: string;
    readonly hostName: string;
    readonly isEmbeddedApp: boolean;
    readonly logger?: { readonly level: number };
  }): {
    readonly webhooks: {
      validate(request: {
        readonly rawBody: string;
        readonly rawRequest: { readonly method: string; readonly url: string; readonly headers: object };
      }): Promise<{ readonly valid: boolean }>;
    };
  };
}

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
