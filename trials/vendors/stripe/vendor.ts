import type { TrialVendor } from '../vendor';
import { full } from './full';
import { hostile } from './hostile';
import { story } from './story';

export const stripe: TrialVendor = { story, full, hostile, peer: 'stripe constructEvent' };
