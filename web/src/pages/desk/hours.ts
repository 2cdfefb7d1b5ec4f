// Hours of a day as people write them: "08:30–12:00, 13:00–17:00".
import type { Stretch } from "../../work_api.ts";

export function written(stretches: readonly Stretch[]): string {
  return stretches.map(([from, to]) => `${from}–${to}`).join(", ");
}

// Nothing is a closed day; null: not understood. "9-17" is read as well.
export function read(text: string): Stretch[] | null {
  const found: Stretch[] = [];
  for (const part of text.split(/[,;،]/).map((one) => one.trim())) {
    if (part === "") continue;
    const times = /^(\d{1,2})(?:[:.](\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[:.](\d{2}))?$/.exec(part);
    const from = times && time(times[1], times[2]);
    const to = times && time(times[3], times[4]);
    if (!from || !to || from >= to) return null;
    found.push([from, to]);
  }
  found.sort(([one], [other]) => one.localeCompare(other));
  return found.some(([from], index) => index > 0 && from < (found[index - 1]?.[1] ?? "")) ? null : found;
}

function time(hour = "", minute = "00"): string | null {
  const minutes = Number(hour) * 60 + Number(minute);
  return Number(minute) < 60 && minutes <= 24 * 60 ? `${hour.padStart(2, "0")}:${minute}` : null;
}

// Codes between spaces or commas; "*" for any.
export function codes(text: string): string[] {
  return [...new Set(text.split(/[\s,;،]+/).filter((one) => one !== ""))];
}
