// A post's body while it is written, and what the server is sent of it.
import { type PostBody, type PostPart, type PostPicture, type PostText, type Wording, limits } from "../../posts_api.ts";

export function emptyBody(account: string, language: string): PostBody {
  return {
    account,
    texts: [{ language, markdown: "", warning: "" }],
    pictures: [],
    poll: null,
    visibility: "public",
    in_reply_to: null,
    quote: "",
    may_reply: "anyone",
    may_quote: "anyone",
    herself: false,
    sensitive: false,
    following: [],
  };
}

// Each part of a thread as a post of its own; of any other post, itself.
export function partsOf(body: PostBody): PostBody[] {
  const first = { ...body, following: [] };
  return [first, ...body.following.map((part) => ({ ...first, ...part, poll: null, in_reply_to: null, quote: "", card: part.card ?? null }))];
}

// Another part after the last, to be written in the same languages.
export function addPart(body: PostBody, texts: readonly PostText[] = []): void {
  const words = (language: string) => texts.find((text) => text.language === language)?.markdown ?? "";
  body.following.push({
    texts: body.texts.map(({ language }) => ({ language, markdown: words(language), warning: "" })),
    pictures: [],
  });
}

// A part has the languages of the first, in their order.
export function followLanguages(body: PostBody): void {
  const tags = body.texts.map(({ language }) => language);
  for (const part of body.following) {
    if (part.texts.map(({ language }) => language).join() === tags.join()) continue;
    part.texts = tags.map(
      (language) => part.texts.find((text) => text.language === language) ?? { language, markdown: "", warning: "" },
    );
  }
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

// As a reader counts and as the server does: grapheme clusters.
export function characters(text: string): number {
  let count = 0;
  for (const _ of segmenter.segment(text)) count += 1;
  return count;
}

const written = (text: PostText): boolean => text.markdown.trim() !== "";
const alternatives = (picture: PostPicture): Wording[] =>
  picture.alt.map(({ language, text }) => ({ language, text: text.trim() })).filter(({ text }) => text !== "");

const kept = (pictures: readonly PostPicture[]): PostPicture[] =>
  pictures.map((picture) => ({
    media: picture.media,
    alt: alternatives(picture),
    focus: { x: picture.focus.x, y: picture.focus.y },
  }));

// The parts up to the last that says something. A content warning stands before each.
function savableParts(body: PostBody): PostPart[] {
  const warning = (language: string) => body.texts.find((text) => text.language === language)?.warning?.trim() ?? "";
  const last = body.following.findLastIndex((part) => part.texts.some(written));
  return body.following.slice(0, last + 1).map(({ texts, pictures }) => ({
    texts: texts.filter(written).map(({ language, markdown }) => ({ language, markdown, warning: warning(language) })),
    pictures: kept(pictures),
  }));
}

// What can be saved of it: languages without a text, empty descriptions, empty parts at the end and an unfinished poll
// wait.
export function savable(body: PostBody): PostBody {
  const options = [...new Set((body.poll?.options ?? []).map((option) => option.trim()))].filter((option) => option !== "");
  return {
    account: body.account,
    texts: body.texts
      .filter(written)
      .map(({ language, markdown, warning }) => ({ language, markdown, warning: (warning ?? "").trim() })),
    pictures: kept(body.pictures),
    poll: body.poll && options.length > 1 ? { options, multiple: body.poll.multiple, minutes: body.poll.minutes } : null,
    visibility: body.visibility,
    in_reply_to: body.in_reply_to,
    quote: body.quote.trim(),
    may_reply: body.may_reply,
    may_quote: body.may_quote,
    herself: body.herself,
    sensitive: body.sensitive,
    following: savableParts(body),
  };
}

// A question with fewer than two choices is kept on the page alone: nothing leaves without it unseen.
export function pollUnfinished(body: PostBody): boolean {
  return body.poll !== null && savable(body).poll === null;
}

// Why it cannot be saved yet; null when it can. A gap is an empty part that others follow.
export function notYet(body: PostBody): "empty" | "long" | "gap" | null {
  const parts = partsOf(savable(body));
  if (!parts[0]?.texts.length) return "empty";
  if (parts.some(({ texts }) => !texts.length)) return "gap";
  const long = ({ texts, pictures, poll }: PostBody) =>
    texts.some((text) => characters(text.markdown) > limits.text || characters(text.warning) > limits.warning) ||
    pictures.some((picture) => picture.alt.some(({ text }) => characters(text) > limits.alt)) ||
    (poll?.options ?? []).some((option) => characters(option) > limits.option);
  return parts.some(long) ? "long" : null;
}

// The pictures that lack a description in one of the post's languages: that of the first is needed, the others help.
export function undescribed(body: PostBody): { part: number; picture: number; language: string; needed: boolean }[] {
  const whole = savable(body);
  return partsOf(whole).flatMap(({ pictures }, part) =>
    pictures.flatMap((picture, index) =>
      whole.texts
        .filter(({ language }) => !picture.alt.some((alt) => alt.language === language))
        .map(({ language }) => ({ part, picture: index, language, needed: language === whole.texts[0]?.language })),
    ),
  );
}

// The parts of a thread that are not written in every language of the first.
export function untranslated(body: PostBody): number {
  const { texts, following } = savable(body);
  return following.filter((part) => part.texts.length < texts.length).length;
}

// Nothing that the server keeps differs.
export function same(one: PostBody, other: PostBody): boolean {
  return JSON.stringify(savable(one)) === JSON.stringify(savable(other));
}
