// A long text as the parts of a thread: cut between paragraphs; where one is too long alone, between its sentences.
import type { PostText } from "../../posts_api.ts";
import { characters } from "./body.ts";

// What most servers let people write, and so show in full.
export const comfortable = 500;

interface Piece {
  text: string;
  glue: string; // before it, where it stands after another
}

export const paragraphsOf = (text: string): string[] =>
  text
    .split(/\n[^\S\n]*\n\s*/)
    .map((one) => one.trim())
    .filter((one) => one !== "");

function sentencesOf(text: string, language: string): string[] {
  const segmenter = new Intl.Segmenter(language, { granularity: "sentence" });
  return [...segmenter.segment(text)].map(({ segment }) => segment);
}

function piecesOf(text: string, language: string, most: number): Piece[] {
  return paragraphsOf(text).flatMap((paragraph) => {
    if (characters(paragraph) <= most) return [{ text: paragraph, glue: "\n\n" }];
    return sentencesOf(paragraph, language).map((sentence, index) => ({ text: sentence, glue: index ? "" : "\n\n" }));
  });
}

// The fewest parts of at most `most` characters; a sentence longer than that stays whole.
export function split(text: string, language: string, most = comfortable): string[] {
  const parts: string[] = [];
  for (const piece of piecesOf(text, language, most)) {
    const last = parts.at(-1);
    const joined = last === undefined ? piece.text : last + piece.glue + piece.text;
    if (last !== undefined && characters(joined.trim()) <= most) parts[parts.length - 1] = joined;
    else parts.push(piece.text);
  }
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

// As even as its pieces allow, in exactly so many parts; some may be empty.
function spread(text: string, language: string, count: number): string[] {
  const whole = characters(text);
  const parts: string[] = Array.from({ length: count }, () => "");
  let before = 0;
  for (const piece of piecesOf(text, language, Math.ceil(whole / count))) {
    const at = Math.min(count - 1, Math.floor((before / Math.max(whole, 1)) * count));
    parts[at] = parts[at] ? parts[at] + piece.glue + piece.text : piece.text;
    before += characters(piece.text);
  }
  return parts.map((part) => part.trim());
}

// Translations are cut at the same paragraphs where they have as many, else as evenly as they can be.
export function splitTexts(texts: readonly PostText[], most = comfortable): PostText[][] {
  const paragraphs = texts.map(({ markdown }) => paragraphsOf(markdown));
  const count = paragraphs[0]?.length ?? 0;
  const alike = paragraphs.every((list) => list.length === count && list.every((one) => characters(one) <= most));
  let columns: string[][]; // by language
  if (alike) {
    columns = texts.map(() => []);
    for (let at = 0; at < count; at += 1) {
      const joined = columns.map((parts, index) => (parts.length ? `${parts.at(-1)}\n\n` : "") + (paragraphs[index]?.[at] ?? ""));
      const fits = at > 0 && joined.every((part) => characters(part) <= most);
      columns.forEach((parts, index) => {
        if (fits) parts[parts.length - 1] = joined[index] ?? "";
        else parts.push(paragraphs[index]?.[at] ?? "");
      });
    }
  } else {
    const parts = Math.max(...texts.map(({ markdown, language }) => split(markdown, language, most).length));
    columns = texts.map(({ markdown, language }) => {
      const own = split(markdown, language, most);
      return own.length === parts ? own : spread(markdown, language, parts);
    });
  }
  return (columns[0] ?? []).map((_, at) =>
    texts.map(({ language, warning }, index) => ({ language, warning, markdown: columns[index]?.[at] ?? "" })),
  );
}
