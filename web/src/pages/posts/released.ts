// How a post left in an emergency, as a sentence.
import { moment } from "../../format.ts";
import type { Release } from "../../posts_api.ts";
import { language, t } from "../../text.svelte.ts";

export function releaseSentence(release: Release): string {
  const name = release.by?.name ?? "";
  const missing = release.approvals_missing;
  const said = { name, time: moment(release.at, language()), reason: release.reason };
  return missing ? t("post.released", { ...said, n: missing }) : t("post.releasedAgreed", said);
}
