// Times of day in a time zone: what a person types there, and what a clock there shows.

export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

export function isZone(name: string): boolean {
  try {
    return name !== "" && new Intl.DateTimeFormat("en", { timeZone: name }) !== null;
  } catch {
    return false;
  }
}

export function allZones(): string[] {
  return ["UTC", ...Intl.supportedValuesOf("timeZone").filter((name) => name !== "UTC")];
}

// What a clock in the zone shows, as a field of type datetime-local holds it: "2026-11-22T09:05".
export function wallTime(instant: number, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    calendar: "gregory",
    numberingSystem: "latn",
  }).formatToParts(new Date(instant));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

// The instant at which a clock in the zone shows that time; of two (clocks go back) the first, and null for none (clocks go forward).
export function instantOf(wall: string, zone: string): number | null {
  const wanted = Date.parse(`${wall}Z`);
  if (Number.isNaN(wanted) || !isZone(zone)) return null;
  const offset = (instant: number) => Date.parse(`${wallTime(instant, zone)}Z`) - instant;
  const day = 86_400_000;
  const candidates = [wanted - offset(wanted - day), wanted - offset(wanted + day)].sort((a, b) => a - b);
  return candidates.find((instant) => wallTime(instant, zone) === wall) ?? null;
}

export function dayIn(instant: number, zone: string): string {
  return wallTime(instant, zone).slice(0, 10);
}

// "Africa/Nairobi" becomes "Nairobi (UTC+3)", its offset at that time.
export function zoneName(zone: string, instant: number, language: string): string {
  const city = zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone;
  try {
    const parts = new Intl.DateTimeFormat(language, { timeZone: zone, timeZoneName: "shortOffset" }).formatToParts(new Date(instant));
    const offset = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
    return zone === "UTC" ? "UTC" : `${city} (${offset.replace("GMT", "UTC")})`;
  } catch {
    return zone;
  }
}

export function timeIn(instant: string, zone: string, language: string): string {
  return new Intl.DateTimeFormat(language, {
    dateStyle: "full",
    timeStyle: "short",
    hourCycle: "h23",
    timeZone: isZone(zone) ? zone : "UTC",
  }).format(new Date(instant));
}

export function hourIn(instant: string, zone: string, language: string): string {
  return new Intl.DateTimeFormat(language, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: isZone(zone) ? zone : "UTC",
  }).format(new Date(instant));
}

export interface Clock {
  zone: string;
  hour: string;
  weekday: string | null; // where the day there is another
}

// What the other clocks show at that moment, each once; none that shows what the first does.
export function otherClocks(instant: string, shown: string, others: readonly string[], language: string): Clock[] {
  const at = Date.parse(instant);
  const walls = new Set([wallTime(at, shown)]);
  return others.filter(isZone).flatMap((zone) => {
    const wall = wallTime(at, zone);
    if (walls.has(wall)) return [];
    walls.add(wall);
    const elsewhere = wall.slice(0, 10) !== dayIn(at, shown);
    const weekday = new Intl.DateTimeFormat(language, { weekday: "short", timeZone: zone }).format(new Date(at));
    return [{ zone, hour: hourIn(instant, zone, language), weekday: elsewhere ? weekday : null }];
  });
}
