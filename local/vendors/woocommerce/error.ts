import type { VendorAnswer } from '../vendor';

/** An error as WordPress writes it. */
export const error = (status: number, code: string, message: string, more: object = {}): VendorAnswer => ({
  status,
  body: { code, message, data: { status, ...more } },
});
