import { useState } from 'preact/hooks';
import { exactText, hourText, timeText, type Zone, zoneText } from '../parts/times';

const key = 'zone';
let zone: Zone = localStorage.getItem(key) === 'utc' ? 'utc' : 'local';

/** The zone in which times are shown, and the switch: it is kept for the next time. Whoever uses it draws all below anew. */
export function useZone(): readonly [Zone, (next: Zone) => void] {
  const [shown, setShown] = useState(zone);
  const change = (next: Zone) => {
    zone = next;
    localStorage.setItem(key, next);
    setShown(next);
  };
  return [shown, change];
}

export const currentZone = (): Zone => zone;
export const timeOf = (iso: string): string => timeText(iso, zone, new Date());
export const hourOf = (iso: string): string => hourText(iso, zone);
export const exactTime = (iso: string): string => exactText(iso, zone);
/** What the zone is called now. */
export const zoneName = (of: Zone = zone): string => zoneText(new Date().toISOString(), of);
