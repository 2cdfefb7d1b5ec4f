// Times of day in a time zone: what a person types there, and what a clock there shows.
import { moment } from "../../format.ts";

// Names the tz database has given up, which browsers still list.
const renamed: Readonly<Record<string, string>> = {
  "Africa/Asmera": "Africa/Asmara",
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "America/Catamarca": "America/Argentina/Catamarca",
  "America/Coral_Harbour": "America/Atikokan",
  "America/Cordoba": "America/Argentina/Cordoba",
  "America/Godthab": "America/Nuuk",
  "America/Indianapolis": "America/Indiana/Indianapolis",
  "America/Jujuy": "America/Argentina/Jujuy",
  "America/Louisville": "America/Kentucky/Louisville",
  "America/Mendoza": "America/Argentina/Mendoza",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "Europe/Kiev": "Europe/Kyiv",
  "Pacific/Enderbury": "Pacific/Kanton",
  "Pacific/Ponape": "Pacific/Pohnpei",
  "Pacific/Truk": "Pacific/Chuuk",
};

// The name in use, where this browser knows it.
export function canonicalZone(name: string): string {
  const now = renamed[name];
  return now && isZone(now) ? now : name;
}

export function ownZone(): string {
  return canonicalZone(new Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");
}

export function isZone(name: string): boolean {
  try {
    return name !== "" && new Intl.DateTimeFormat("en", { timeZone: name }) !== null;
  } catch {
    return false;
  }
}

export function allZones(): string[] {
  const names = Intl.supportedValuesOf("timeZone").map(canonicalZone);
  return ["UTC", ...[...new Set(names)].filter((name) => name !== "UTC").sort()];
}

// The zone somebody means who types a name, a city, or a part of one that only one has; null when there is none.
export function findZone(typed: string): string | null {
  const plain = (text: string) => text.trim().toLowerCase().replaceAll(" ", "_");
  const wanted = plain(typed);
  if (wanted === "") return null;
  const zones = allZones();
  const whole = zones.find((name) => plain(name) === wanted) ?? (isZone(typed.trim()) ? canonicalZone(typed.trim()) : undefined);
  if (whole) return whole;
  const city = zones.filter((name) => plain(name.split("/").at(-1) ?? "") === wanted);
  const some = city.length ? city : zones.filter((name) => plain(name).includes(wanted));
  return some.length === 1 ? (some[0] ?? null) : null;
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

// In the reader's zone, which is named.
export function hereIn(instant: string, language: string): string {
  return `${moment(instant, language)}, ${zoneName(ownZone(), Date.parse(instant), language)}`;
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
