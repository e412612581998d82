import type { TrialVendor } from '../vendor';
import { full } from './full';
import { hostile } from './hostile';
import { simulated } from './simulated';
import { story } from './story';

export const shopify: TrialVendor = {
  // A body may lack consent, and then nothing has changed.
  silenceIsNo: false,
  story,
  simulated,
  full,
  peer: 'shopify-api validate, JSON.parse',
  hostile,
};
