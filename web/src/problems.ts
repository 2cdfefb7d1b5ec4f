// What a reader is told about a failure: what the server says where it says something, else what she can do.
import { Problem } from "./api.ts";
import { t } from "./text.svelte.ts";
import { toldHint } from "./told_hint.svelte.ts";

// The field of a form the server names ("user.login: taken"), and what it says about it; null when it names none.
export function fieldOf(problem: unknown): { field: string; text: string } | null {
  if (!(problem instanceof Problem) || problem.status !== 422) return null;
  const found = /^([a-z_. ]{1,60}): (.+)$/s.exec(problem.hint);
  if (!found) return null;
  return { field: found[1] ?? "", text: toldHint(found[2] ?? "") };
}

// What is not there for this reader, or not any more: a page that shows it takes it away.
export function isGone(problem: unknown): boolean {
  return problem instanceof Problem && [403, 404, 410].includes(problem.status);
}

export function explain(problem: unknown): string {
  if (!(problem instanceof Problem)) return t("error.server");
  if (problem.status === 429) return t("error.tooMany", { n: problem.retryAfter ?? 30 });
  if (problem.status === 0) return t("error.unreachable");
  if (problem.hint) return toldHint(problem.hint);
  if (problem.status === 403) return t("error.forbidden");
  if (problem.status === 404 || problem.status === 410) return t("error.gone");
  if (problem.code === "malformed") return t("error.malformed");
  if (problem.code === "done_before") return t("error.doneBefore");
  return t("error.server");
}
