// What the first watch listens for, before anyone edits it: the names of the institution and of its country.
import { countryName } from "../../format.ts";

const most = 20;

export function firstTerms(name: string, country: string, languages: readonly string[]): string[] {
  const terms = [name.trim()];
  for (const language of languages) terms.push(countryName(country, language));
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

// A day as <input type="date"> has it, so many months on.
export function inMonths(now: Date, months: number): string {
  const then = new Date(Date.UTC(now.getFullYear(), now.getMonth() + months, Math.min(now.getDate(), 28)));
  return then.toISOString().slice(0, 10);
}
