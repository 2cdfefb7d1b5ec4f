// What a post looks like to others: HTML by language, as the server makes it, for each part of a thread.
import { Problem } from "../../api.ts";
import { type PostBody, type PostPreview, type PostTexts, posts } from "../../posts_api.ts";
import { savable } from "./body.ts";

export type Contents = readonly ReadonlyMap<string, string>[];

const byLanguage = ({ texts }: PostTexts) => new Map(texts.map((text) => [text.language, text.content]));

export function contentsIn(preview: PostPreview): Contents {
  return [preview, ...preview.following].map(byLanguage);
}

// Empty for who may not ask: the text is then shown as it was written.
export async function contentsOf(body: PostBody): Promise<Contents> {
  if (body.share) return [];
  try {
    return contentsIn(await posts.preview(savable(body)));
  } catch (failure) {
    if (failure instanceof Problem && (failure.status === 403 || failure.status === 422)) return [];
    throw failure;
  }
}
