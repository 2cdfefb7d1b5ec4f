// The query of the inbox, as the server reads it: `place:queue desk:5 language:ar "lost passport"`.
// Terms this page has no field for are kept as they stand.

export const shownPlaces = ["queue", "mine", "open", "closed"] as const;
export type ShownPlace = (typeof shownPlaces)[number] | "person";
export const marks = ["breached", "official", "quarantined", "unsorted", "imported"] as const;
export type Mark = (typeof marks)[number];
export interface View {
  place: ShownPlace;
  desk: string;
  account: string;
  language: string;
  matter: string;
  urgency: string; // at least
  is: string; // one of `marks`
  others: string[];
  words: string;
}
export const fields = ["desk", "account", "language", "matter", "urgency", "is"] as const;
export type FieldName = (typeof fields)[number];

export const everything: View = { place: "queue", desk: "", account: "", language: "", matter: "", urgency: "", is: "", others: [], words: "" };

const places: readonly string[] = [...shownPlaces, "person"];

export function parseView(query: string): View {
  const view: View = { ...everything, others: [] };
  const words: string[] = [];
  for (const term of query.match(/[a-z]+:"[^"]*"|"[^"]*"|\S+/g) ?? []) {
    const [, name = "", value = ""] = /^([a-z]+):(.+)$/.exec(term) ?? [];
    if (name === "place" && places.includes(value)) view.place = value as ShownPlace;
    else if ((fields as readonly string[]).includes(name) && !view[name as FieldName]) view[name as FieldName] = value;
    else if (name) view.others.push(term);
    else words.push(term);
  }
  return { ...view, words: words.join(" ") };
}

export function formatView(view: View): string {
  const terms = fields.filter((name) => view[name]).map((name) => `${name}:${view[name]}`);
  return [`place:${view.place}`, ...terms, ...view.others, view.words.trim()].filter(Boolean).join(" ");
}
