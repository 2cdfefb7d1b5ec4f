// A post's body while it is written, and what the server is sent of it.
import { type PostBody, type PostPicture, type PostText, type Wording, limits } from "../../posts_api.ts";

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
  };
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

// What can be saved of it: languages without a text, empty descriptions and an unfinished poll wait.
export function savable(body: PostBody): PostBody {
  const options = [...new Set((body.poll?.options ?? []).map((option) => option.trim()))].filter((option) => option !== "");
  return {
    account: body.account,
    texts: body.texts
      .filter(written)
      .map(({ language, markdown, warning }) => ({ language, markdown, warning: (warning ?? "").trim() })),
    pictures: body.pictures.map((picture) => ({
      media: picture.media,
      alt: alternatives(picture),
      focus: { x: picture.focus.x, y: picture.focus.y },
    })),
    poll: body.poll && options.length > 1 ? { options, multiple: body.poll.multiple, minutes: body.poll.minutes } : null,
    visibility: body.visibility,
    in_reply_to: body.in_reply_to,
    quote: body.quote.trim(),
    may_reply: body.may_reply,
    may_quote: body.may_quote,
    herself: body.herself,
    sensitive: body.sensitive,
  };
}

// Why it cannot be saved yet; null when it can.
export function notYet(body: PostBody): "empty" | "long" | null {
  const { texts, pictures, poll } = savable(body);
  if (!texts.length) return "empty";
  const long =
    texts.some((text) => characters(text.markdown) > limits.text || characters(text.warning) > limits.warning) ||
    pictures.some((picture) => picture.alt.some(({ text }) => characters(text) > limits.alt)) ||
    (poll?.options ?? []).some((option) => characters(option) > limits.option);
  return long ? "long" : null;
}

// The pictures that lack a description in one of the post's languages: that of the first is needed, the others help.
export function undescribed(body: PostBody): { picture: number; language: string; needed: boolean }[] {
  const { texts, pictures } = savable(body);
  return pictures.flatMap((picture, index) =>
    texts
      .filter(({ language }) => !picture.alt.some((alt) => alt.language === language))
      .map(({ language }) => ({ picture: index, language, needed: language === texts[0]?.language })),
  );
}

// Nothing that the server keeps differs.
export function same(one: PostBody, other: PostBody): boolean {
  return JSON.stringify(savable(one)) === JSON.stringify(savable(other));
}
