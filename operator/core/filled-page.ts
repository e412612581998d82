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
  /** A further search failed. What was found is the answer, unless this throws. */
  readonly onFailed: (error: unknown) => void;
}

/**
 * A page whose search stopped early, searched on until it is full. Each search is bounded, and a store with few
 * deliveries among a million takes several.
 */
export async function filledPage(
  first: DeliveryPage,
  limit: number,
  ask: (part: Part) => Promise<DeliveryPage>,
  { goesOn, onPart = () => {}, onFailed }: GoingOn,
): Promise<DeliveryPage> {
  let page = first;
  for (;;) {
    const { deliveries, next, searchedBackTo } = page;
    const missing = limit - deliveries.length;
    if (searchedBackTo === undefined || next === undefined || missing <= 0 || !goesOn(page)) return page;
    onPart(page);
    try {
      const more = await ask({ limit: missing, before: next });
      page = { ...more, deliveries: [...deliveries, ...more.deliveries] };
    } catch (error) {
      onFailed(error);
      return page;
    }
  }
}
