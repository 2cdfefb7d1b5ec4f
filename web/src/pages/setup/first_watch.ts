// What the first watch listens for, before anyone edits it: the names of the institution and of its country.
import { countryName } from "../../format.ts";
import { placeName } from "../../map/policy.ts";

const most = 20;

export function firstTerms(name: string, country: string, languages: readonly string[]): string[] {
  const terms = [name.trim()];
  // What publics call it, and what the installation does.
  for (const language of languages) terms.push(countryName(country, language), placeName(country, language));
  return distinct(terms.filter((term) => term !== country)).slice(0, most);
}

// Case tells nothing apart: the server folds it.
function distinct(terms: readonly string[]): string[] {
  const seen = new Set<string>();
  return terms.filter((term) => {
    const folded = term.normalize("NFKC").toLowerCase();
    if (term === "" || seen.has(folded)) return false;
    seen.add(folded);
    return true;
  });
}

export function splitTerms(text: string): string[] {
  return distinct(text.split("\n").map((line) => line.trim().replace(/\s+/g, " ")));
}

// The server wants two characters of each, without the punctuation.
export function hasShortTerm(text: string): boolean {
  return splitTerms(text).some((term) => [...term.replace(/[\p{P}\s]/gu, "")].length < 2);
}

// The days a watch may end on. Its last second is meant, of Greenwich, and the server allows 366 times 24 hours.
export function endDays(now: Date): { first: string; last: string } {
  const after = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
  return { first: after(1), last: after(365) };
}

// A day as <input type="date"> has it, so many months on.
export function inMonths(now: Date, months: number): string {
  const then = new Date(Date.UTC(now.getFullYear(), now.getMonth() + months, Math.min(now.getDate(), 28)));
  return then.toISOString().slice(0, 10);
}
