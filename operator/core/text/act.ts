import { parseCustomerKey } from '../../../lambda/store-name';

/** A part of what an act is about: what has a page of its own is named as such. */
export type AboutPart =
  | { readonly kind: 'delivery'; readonly id: string }
  /** `name` is `source/store/id`. */
  | { readonly kind: 'customer'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

/** Whether this is the id of a delivery. */
export const isDelivery = (text: string) => /^[0-9a-f]{32}$/.test(text);
const isStore = /^[a-z0-9][a-z0-9-]*\/[a-z0-9][a-z0-9-]*\//;

/** What an act is about, as its record has it, part by part: a customer, or what stands between spaces. Pure. */
export function aboutParts(about: string): readonly AboutPart[] {
  // A customer's id may have spaces, and is about the whole.
  if (isStore.test(about) && parseCustomerKey(about)) return [{ kind: 'customer', name: about }];
  return about
    .split(' ')
    .map((text) =>
      isDelivery(text) ? { kind: 'delivery', id: text } : { kind: 'text', text: storesText(text) },
    );
}

/** The same in one line. */
export const aboutText = (about: string): string => aboutParts(about).map(partText).join(' ');

const partText = (part: AboutPart): string => {
  switch (part.kind) {
    case 'delivery':
      return part.id;
    case 'customer':
      return part.name;
    case 'text':
      return part.text;
    default:
      return part satisfies never;
  }
};

/** `*` is how a pause of everything is recorded. */
const storesText = (text: string) => (text === '*' ? 'all stores' : text);
