import type { DeliveryPage } from './answers/deliveries';

interface Part {
  readonly limit: number;
  readonly before: string;
}

interface GoingOn {
  /** Asked with what was found, before each further search. */
  readonly goesOn: (soFar: DeliveryPage) => boolean;
  /** Told what was found, before each further search. */
  readonly onPart?: (soFar: DeliveryPage) => void;
}

/**
 * A page whose search stopped early, searched on until it is full. Each search is bounded, and a store with few
 * deliveries among a million takes several.
 */
export async function filledPage(
  first: DeliveryPage,
  limit: number,
  ask: (part: Part) => Promise<DeliveryPage>,
  { goesOn, onPart = () => {} }: GoingOn,
): Promise<DeliveryPage> {
  let page = first;
  while (page.searchedBackTo !== undefined && page.next !== undefined && goesOn(page)) {
    onPart(page);
    const more = await ask({ limit: limit - page.deliveries.length, before: page.next });
    page = { ...more, deliveries: [...page.deliveries, ...more.deliveries] };
  }
  return page;
}
