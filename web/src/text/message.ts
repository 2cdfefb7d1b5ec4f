// Text catalogues: a message is a string with {placeholders}, or one string for each plural category the language
// has (Unicode CLDR plural rules), chosen by the number {n}.

export type Message = string | Partial<Record<Intl.LDMLPluralRule, string>>;
export type Catalogue = Readonly<Record<string, Message>>;
export type Values = Readonly<Record<string, string | number>>;

const rightToLeft = new Set(["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"]);

const strongRightToLeft = /[\p{sc=Arab}\p{sc=Hebr}\p{sc=Thaa}\p{sc=Nkoo}\p{sc=Syrc}]/u;

// The `dir` of someone's text. Its first strong letter decides, except that a text in a right-to-left language often
// begins with a Latin name ("@press …"): what is written in that script then counts for more.
export function directionOfText(text: string, language: string): "rtl" | "auto" {
  try {
    return directionOf(language) === "rtl" && strongRightToLeft.test(text) ? "rtl" : "auto";
  } catch {
    return "auto"; // not a language tag
  }
}

export function directionOf(language: string): "ltr" | "rtl" {
  const locale = new Intl.Locale(language);
  if (locale.script) return ["Arab", "Hebr", "Thaa", "Nkoo", "Syrc"].includes(locale.script) ? "rtl" : "ltr";
  return rightToLeft.has(locale.language) ? "rtl" : "ltr";
}

// First strong isolate and its end (Unicode UAX #9): a Latin name keeps its place in an Arabic sentence, and the
// other way round, and what a stranger put into a name cannot turn the sentence.
export function isolated(value: string, language: string): string {
  const mixed = directionOf(language) === "rtl" || /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/.test(value);
  return mixed ? `\u2068${value}\u2069` : value;
}

// Fills a message. A placeholder without a value stays as it stands, so that the mistake is seen.
export function fill(message: Message, values: Values, language: string): string {
  let text: string | undefined;
  if (typeof message === "string") text = message;
  else {
    const n = typeof values.n === "number" ? values.n : 0;
    // "No server" is said of none in languages, too, whose grammar has no form for it.
    const form = n === 0 && message.zero !== undefined ? "zero" : new Intl.PluralRules(language).select(n);
    text = message[form] ?? message.other ?? "";
  }
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? new Intl.NumberFormat(language).format(value) : isolated(value, language);
  });
}

// The best of the languages we have for those a reader prefers, in her order.
export function choose(preferred: readonly string[], available: readonly string[]): string {
  for (const wish of preferred) {
    const exact = available.find((one) => one.toLowerCase() === wish.toLowerCase());
    if (exact) return exact;
    const base = wish.split("-")[0]?.toLowerCase();
    const near = available.find((one) => one.split("-")[0]?.toLowerCase() === base);
    if (near) return near;
  }
  return available[0] ?? "en";
}
