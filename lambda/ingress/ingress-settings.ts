import { isObject } from '../json';
import type { IngressStore } from '../sources/source';

/** What `receive` reads of the settings. */
export interface IngressSettings {
  readonly environment: string;
  readonly stores: readonly IngressStore[];
}

/**
 * The deployment checked the settings with their whole schema and wrote them beside the bundle (infra/config). A store
 * waits for `receive` to start, so it loads no schema library to check the little it reads.
 * @throws Error where they do not hold that
 */
export function parseIngressSettings(settings: unknown): IngressSettings {
  if (!isIngressSettings(settings)) throw new Error('An environment or a store lacks a name or an account');
  return settings;
}

function isIngressSettings(value: unknown): value is IngressSettings {
  return (
    isObject(value) &&
    typeof value.environment === 'string' &&
    Array.isArray(value.stores) &&
    value.stores.every(isStore)
  );
}

const isStore = (value: unknown): boolean =>
  isObject(value) &&
  [value.source, value.store, value.vendorAccount].every((text) => typeof text === 'string' && text !== '');
