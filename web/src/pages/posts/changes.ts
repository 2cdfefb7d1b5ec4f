// What differs between two versions of a post: texts word by word, everything else by its name.
import type { PostBody, PostPicture, PostText } from "../../posts_api.ts";
import { partsOf } from "./body.ts";
import { type Run, marked } from "./marked.ts";

export interface Piece extends Run {
  kind: "same" | "added" | "removed";
}
export interface TextChange {
  language: string;
  part: "text" | "warning";
  place: number; // of a thread's part, from 0
  pieces: Piece[];
}
export type Aspect =
  | "languages"
  | "pictures"
  | "alt"
  | "focus"
  | "poll"
  | "visibility"
  | "quote"
  | "in_reply_to"
  | "may_reply"
  | "may_quote"
  | "herself"
  | "sensitive";
export interface Changes {
  texts: TextChange[];
  aspects: Aspect[];
}

const most = 1500; // words a side beyond which texts are shown one after the other

// Words with the space after them; each letter counts for itself in scripts that do not part words.
export function words(text: string): string[] {
  return text.match(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]|\n|[^\s\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]+[^\S\n]*|[^\S\n]+/gu) ?? [];
}

const wordsIn = (markdown: string): Run[] => marked(markdown).flatMap(({ text, look }) => words(text).map((word) => ({ text: word, look })));

// The longest common subsequence of words, as one reads them, without the marks of Markdown: what stays, what went, what
// came. A word that looks otherwise now went and came. O(n·m) words.
export function compare(before: string, now: string): Piece[] {
  const a = wordsIn(before);
  const b = wordsIn(now);
  if (a.length > most || b.length > most) return joined([...pieces("removed", a), ...pieces("added", b)]);
  const length: Uint16Array[] = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  const alike = (i: number, j: number) => a[i]?.text.trimEnd() === b[j]?.text.trimEnd() && a[i]?.look === b[j]?.look;
  const at = (i: number, j: number) => length[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      length[i]![j] = alike(i, j) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const found: Piece[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && alike(i, j)) {
      found.push({ kind: "same", ...b[j]! });
      i += 1;
      j += 1;
    } else if (i < a.length && (j >= b.length || at(i + 1, j) >= at(i, j + 1))) {
      found.push({ kind: "removed", ...a[i]! });
      i += 1;
    } else {
      found.push({ kind: "added", ...b[j]! });
      j += 1;
    }
  }
  return joined(found);
}

const pieces = (kind: Piece["kind"], list: Run[]): Piece[] => list.map((run) => ({ kind, ...run }));

function joined(list: Piece[]): Piece[] {
  const result: Piece[] = [];
  for (const piece of list) {
    const last = result.at(-1);
    if (last?.kind === piece.kind && last.look === piece.look) last.text += piece.text;
    else result.push({ ...piece });
  }
  return result;
}

function textChanges(before: readonly PostText[], now: readonly PostText[], place: number): TextChange[] {
  const languages = [...new Set([...now, ...before].map(({ language }) => language))];
  // The warning of a thread is that of its first part.
  const aspects = place === 0 ? (["warning", "text"] as const) : (["text"] as const);
  return languages.flatMap((language) => {
    const one = before.find((text) => text.language === language);
    const other = now.find((text) => text.language === language);
    return aspects.flatMap((part) => {
      const said = (text: typeof one) => (part === "text" ? text?.markdown : text?.warning) ?? "";
      return said(one) === said(other) ? [] : [{ language, part, place, pieces: compare(said(one), said(other)) }];
    });
  });
}

export function changesBetween(before: PostBody, now: PostBody): Changes {
  const [was, is] = [partsOf(before), partsOf(now)];
  const texts = Array.from({ length: Math.max(was.length, is.length) }, (_, place) =>
    textChanges(was[place]?.texts ?? [], is[place]?.texts ?? [], place),
  ).flat();
  const pictures = (body: PostBody) => partsOf(body).map((part) => part.pictures);
  const differ = (say: (body: PostBody) => unknown) => JSON.stringify(say(before)) !== JSON.stringify(say(now));
  const perPicture = (tell: (picture: PostPicture) => unknown) => (body: PostBody) =>
    pictures(body).map((list) => list.map((picture) => [picture.media, tell(picture)]).sort());
  const aspects: Aspect[] = [];
  const media = (body: PostBody) => pictures(body).map((list) => list.map((picture) => picture.media));
  if (differ((body) => body.texts[0]?.language)) aspects.push("languages");
  if (differ(media)) aspects.push("pictures");
  if (differ(perPicture((picture) => picture.alt))) aspects.push("alt");
  if (differ(perPicture((picture) => [picture.focus.x, picture.focus.y]))) aspects.push("focus");
  if (differ((body) => body.poll && [body.poll.options, body.poll.multiple, body.poll.minutes])) aspects.push("poll");
  for (const name of ["visibility", "quote", "in_reply_to", "may_reply", "may_quote", "herself", "sensitive"] as const)
    if (differ((body) => body[name])) aspects.push(name);
  return { texts, aspects };
}
