import type { TrialVendor } from '../vendor';
import { full } from './full';
import { hostile } from './hostile';
import { story } from './story';

export const shopify: TrialVendor = { story, full, hostile, peer: 'shopify-api validate, JSON.parse' };
