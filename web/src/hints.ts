// What the server says of a field is told without the field ("following.0.texts: …"): its name is no word for a reader.
export function withoutField(hint: string): string {
  return hint.replace(/^[a-z][a-z_]*(\.[a-z0-9_]+)*: /, "");
}

export function asSentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// Finds which of the known sentences the server said, and what stands in it where they have "{name}".
export class HintTable {
  readonly #rows: { key: string; names: string[]; pattern: RegExp }[];

  // The English sentence of each key, as the server writes it.
  constructor(english: Readonly<Record<string, string>>) {
    this.#rows = Object.entries(english).map(([key, sentence]) => ({
      key,
      names: [...sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ""),
      pattern: new RegExp(`^${sentence.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("(.+)")}$`, "s"),
    }));
  }

  find(said: string): { key: string; values: Record<string, string> } | null {
    for (const { key, names, pattern } of this.#rows) {
      const found = pattern.exec(said);
      if (found) return { key, values: Object.fromEntries(names.map((name, index) => [name, found[index + 1] ?? ""])) };
    }
    return null;
  }
}
