import { instant } from '../instant';

/** `2026-11-27T14:30:12`: WooCommerce's dates name no zone, and those that end in `_gmt` are in UTC. */
export const gmtInstant = (text: string | null | undefined): Date | null =>
  instant(text) ?? instant(`${text?.trim()}Z`);
