// What a reader is told about a failure: what the server says where it says something, else what she can do.
import { Problem } from "./api.ts";
import { t } from "./text.svelte.ts";

export function explain(problem: unknown): string {
  if (!(problem instanceof Problem)) return t("error.server");
  if (problem.status === 429) return t("error.tooMany", { n: problem.retryAfter ?? 30 });
  if (problem.status === 0) return t("error.unreachable");
  if (problem.hint) return problem.hint;
  if (problem.status === 403) return t("error.forbidden");
  if (problem.status === 404 || problem.status === 410) return t("error.gone");
  if (problem.code === "malformed") return t("error.malformed");
  return t("error.server");
}
