// When a post was deleted, and by whom.
import { moment } from "../../format.ts";
import type { Removal } from "../../posts_api.ts";
import { language, t } from "../../text.svelte.ts";

export function removal({ at, by }: Removal): string {
  const time = moment(at, language());
  return by ? t("post.removed", { time, name: by }) : t("post.removedUnknown", { time });
}
