import type { ShopperDetails } from '../../sources/details';

/** Whether the shopper has the tag, as shops compare them: upper case and spaces around make no difference. */
export const hasTag = ({ tags }: ShopperDetails, tag: string): boolean =>
  tags?.some((each) => same(each) === same(tag)) ?? false;

const same = (tag: string) => tag.trim().toLowerCase();
