// Since when Today tells what changed: the reader's visit before this one, kept in her browser, by login. At most the
// seven days the server looks back.
import { keep, recall } from "./keep.ts";

const most = 7 * 86_400_000; // milliseconds
const pause = 30 * 60_000; // what is opened again sooner is the same visit

export interface Visits {
  last: number; // the visit before this one
  seen: number; // the latest time she looked
}

// What to keep when she looks at `now`, after `kept`.
export function visit(kept: Visits | null, now: number): Visits {
  if (kept === null) return { last: now - 86_400_000, seen: now };
  const last = now - kept.seen > pause ? kept.seen : kept.last;
  return { last: Math.max(last, now - most), seen: now };
}

export function readVisits(text: string | null): Visits | null {
  const found = /^(\d{1,15}) (\d{1,15})$/.exec(text ?? "");
  return found ? { last: Number(found[1]), seen: Number(found[2]) } : null;
}

export function lastVisit(login: string, now: number): number {
  const name = `seen.${login}`;
  const visits = visit(readVisits(recall(name)), now);
  keep(name, `${visits.last} ${visits.seen}`);
  return visits.last;
}
