// Cuts a text at the words a watch matched, so that the reader sees why the post is here.

export interface Piece {
  text: string;
  matched: boolean;
}

// What may not touch a word; scripts written without spaces may.
const unspaced = "[\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}]";
const letter = `[[\\p{L}\\p{N}\\p{M}]--${unspaced}]`;

export function pieces(text: string, terms: readonly string[]): Piece[] {
  const words = terms.filter((term) => term.trim() !== "").sort((a, b) => b.length - a.length);
  if (!words.length) return [{ text, matched: false }];
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&").replace(/\s+/g, "\\s+"));
  const found = new RegExp(`(?<!${letter})(?:${escaped.join("|")})(?!${letter})`, "giv");
  const result: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(found)) {
    if (match.index > end) result.push({ text: text.slice(end, match.index), matched: false });
    result.push({ text: match[0], matched: true });
    end = match.index + match[0].length;
  }
  if (end < text.length) result.push({ text: text.slice(end), matched: false });
  return result;
}
