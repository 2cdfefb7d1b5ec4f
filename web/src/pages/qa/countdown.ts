// How long until a session opens or closes, in words.
import type { QaSession } from "../../qa_api.ts";
import { t } from "../../text.svelte.ts";
import { span } from "../inbox/clock_words.ts";

export function countdown(session: Pick<QaSession, "state" | "starts_at" | "ends_at">, now: number, language: string): string {
  if (session.state === "closed") return t("qa.state.closed");
  if (session.state === "called_off") return t("qa.state.called_off");
  const open = session.state === "open";
  const left = (Date.parse(open ? session.ends_at : session.starts_at) - now) / 1000;
  if (left <= 0) return open ? t("qa.closesNow") : t("qa.opensNow");
  return open ? t("qa.closesIn", { time: span(left, language) }) : t("qa.opensIn", { time: span(left, language) });
}
