import type { TrialVendor } from '../vendor';
import { full } from './full';
import { hostile } from './hostile';
import { simulated } from './simulated';
import { story } from './story';

export const stripe: TrialVendor = {
  // Every body has the whole metadata.
  silenceIsNo: true,
  story,
  simulated,
  full,
  peer: 'stripe constructEvent',
  hostile,
};
