// biome-ignore lint/suspicious/noExplicitAny: templates are read as what they are, JSON
export type Json = any;
