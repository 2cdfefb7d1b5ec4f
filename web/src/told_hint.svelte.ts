// What the server said, in the reader's language where we have its words; they come with the first hint another language
// needs, and until then, and for hints nobody translated, the server's own English stands.
import { HintTable, asSentence, withoutField } from "./hints.ts";
import { type Key, language, t, wordsOf } from "./text.svelte.ts";

let table = $state.raw<HintTable | null>(null);
let asked = false;

async function fetchWords() {
  try {
    const [english] = await Promise.all([import("./text/hints/en.json"), wordsOf("hints")]);
    table = new HintTable(english.default);
  } catch {
    asked = false;
  }
}

// As part of a sentence: words of a rule that are expected stand as they are written.
export function toldWords(said: string): string {
  if (language() === "en") return said;
  if (!asked) {
    asked = true;
    void fetchWords();
  }
  const found = table?.find(said);
  return found ? t(found.key as Key, found.values) : said;
}

export function toldHint(hint: string): string {
  return asSentence(toldWords(withoutField(hint)));
}
