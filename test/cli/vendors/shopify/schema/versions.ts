import { join } from 'node:path';

/** The version that the commands ask for, and the newest one. They do not differ in what the commands use. */
export const frozenVersions: readonly string[] = ['2026-07', '2026-10'];

export const schemaFile = join(__dirname, 'admin.graphql');
