import { zoneName } from '../state/zone';

/** Beside a heading: in which zone the times below it are. */
export const Zone = () => <span class="zone">{zoneName()}</span>;
