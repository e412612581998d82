import { join } from 'node:path';

/** The version that the commands ask for. */
export const frozenVersion = '2026-10';

export const schemaFile = join(__dirname, 'admin.graphql');
