// What a post looks like to others: HTML by language, as the server makes it.
import { Problem } from "../../api.ts";
import { type PostBody, posts } from "../../posts_api.ts";
import { savable } from "./body.ts";

// Empty for who may not ask: the text is then shown as it was written.
export async function contentsOf(body: PostBody): Promise<ReadonlyMap<string, string>> {
  if (body.share) return new Map();
  try {
    const { texts } = await posts.preview(savable(body));
    return new Map(texts.map((text) => [text.language, text.content]));
  } catch (failure) {
    if (failure instanceof Problem && (failure.status === 403 || failure.status === 422)) return new Map();
    throw failure;
  }
}
